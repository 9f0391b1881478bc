// The file of people: sent with a bar that says how far it is. Without this script the page's plain form sends it.

/** Sends the file, and lets the page know what came of it. */
export function enliven(sender) {
  const form = sender.closest('form');
  const area = form.querySelector('.import-progress');
  const [bar, words] = [area.querySelector('progress'), area.querySelector('span')];

  const tell = (answer) => {
    sender.dataset.answer = answer;
    const heard = !sender.dispatchEvent(new Event('input', { bubbles: true, cancelable: true }));
    delete sender.dataset.answer;
    // A page that has not come to life yet does not listen.
    if (!heard) location.reload();
  };

  const show = (done, all, doing) => {
    bar.max = all || 1;
    bar.value = done;
    words.textContent = `${doing}, ${Math.floor((100 * done) / (all || 1))} %`;
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (sender.inert) return;
    const request = new XMLHttpRequest();
    request.open('POST', event.submitter?.getAttribute('formaction') ?? form.action);
    request.setRequestHeader('accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) => show(loaded, total, 'Sending'));
    // What comes then the server knows.
    const watch = setInterval(async () => {
      const answer = await fetch(form.action, { headers: { accept: 'application/json' } }).catch(() => null);
      const progress = answer?.ok ? await answer.json() : null;
      if (progress) show(progress.done, progress.total, 'Adding people');
    }, 500);
    request.addEventListener('loadend', () => {
      clearInterval(watch);
      if (!sender.isConnected) return;
      sender.inert = false;
      area.hidden = true;
      tell(request.responseText);
    });
    const file = new FormData(form);
    sender.inert = true;
    bar.removeAttribute('value');
    words.textContent = '';
    area.hidden = false;
    request.send(file);
  });
}
