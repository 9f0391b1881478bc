// Uploads the import file and shows the progress. Without this script the page's plain form uploads the file.

/** Uploads the file, and passes the response to the page. */
export function enliven(sender) {
  const form = sender.closest('form');
  const area = form.querySelector('.import-progress');
  const [bar, label] = [area.querySelector('progress'), area.querySelector('span')];

  const passToPage = (response) => {
    sender.dataset.answer = response;
    // The page cancels the event to confirm that it has handled the response.
    const isHandled = !sender.dispatchEvent(new Event('input', { bubbles: true, cancelable: true }));
    delete sender.dataset.answer;
    // A page that is not hydrated has no listener.
    if (!isHandled) location.reload();
  };

  const showProgress = (done, total, activity) => {
    bar.max = total || 1;
    bar.value = done;
    label.textContent = `${activity}: ${Math.floor((100 * done) / (total || 1))} %`;
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (sender.inert) return;
    const request = new XMLHttpRequest();
    request.open('POST', event.submitter?.getAttribute('formaction') ?? form.action);
    request.setRequestHeader('accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) => showProgress(loaded, total, 'Uploading'));
    // After the upload the server reports the progress of the import.
    const polling = setInterval(async () => {
      const response = await fetch(form.action, { headers: { accept: 'application/json' } }).catch(() => null);
      const progress = response?.ok ? await response.json() : null;
      if (progress) showProgress(progress.done, progress.total, 'Importing');
    }, 500);
    request.addEventListener('loadend', () => {
      clearInterval(polling);
      if (!sender.isConnected) return;
      sender.inert = false;
      area.hidden = true;
      passToPage(request.responseText);
    });
    // `inert` disables the fields, so the form data is read first.
    const data = new FormData(form);
    sender.inert = true;
    bar.removeAttribute('value');
    label.textContent = '';
    area.hidden = false;
    request.send(data);
  });
}
