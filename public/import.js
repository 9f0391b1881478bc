// Uploads the import file and shows the progress, takes a file that is dropped, and offers the rows with errors as a file. Without
// this script the page's plain form uploads the file.

/** Uploads the file, and passes the response to the page. */
export function enliven(sender) {
  const form = sender.closest('form');
  const area = form.querySelector('.import-progress');
  const [bar, label] = [area.querySelector('progress'), area.querySelector('span')];
  const { uploading, importing } = area.dataset;

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

  const chooser = form.querySelector('#import-file');
  const system = form.querySelector('#import-from');
  // A system may write several files; a table is one.
  const chooseSystem = () => {
    chooser.multiple = system.value !== '';
    form.querySelector('.import-files').hidden = !chooser.multiple;
  };
  system.addEventListener('change', chooseSystem);
  chooseSystem();
  acceptDrop(form, chooser);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (sender.inert) return;
    const file = chooser.files[0];
    const request = new XMLHttpRequest();
    request.open('POST', event.submitter?.getAttribute('formaction') ?? form.action);
    request.setRequestHeader('accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) => showProgress(loaded, total, uploading));
    // After the upload the server reports the progress of the import.
    const polling = setInterval(async () => {
      const response = await fetch(form.action, { headers: { accept: 'application/json' } }).catch(() => null);
      const progress = response?.ok ? await response.json() : null;
      if (progress) showProgress(progress.done, progress.total, importing);
    }, 500);
    request.addEventListener('loadend', () => {
      clearInterval(polling);
      if (!sender.isConnected) return;
      sender.inert = false;
      area.hidden = true;
      passToPage(request.responseText);
      // The report is in the document only in the next frame.
      setTimeout(() => {
        takeOffer(form);
        if (!system.value) offerRows(file, request.responseText).catch(() => {});
      }, 100);
    });
    // `inert` disables the fields, so the form data is read first.
    const data = new FormData(form);
    if (chooser.files.length > 1) data.set('file', joined([...chooser.files]), file.name);
    sender.inert = true;
    bar.removeAttribute('value');
    label.textContent = '';
    area.hidden = false;
    request.send(data);
  });
}

/** A file can be dropped on the form. */
function acceptDrop(form, chooser) {
  form.querySelector('.import-drop').hidden = false;
  const over = (isOver) => (event) => {
    event.preventDefault();
    form.classList.toggle('is-over', isOver);
  };
  form.addEventListener('dragover', over(true));
  form.addEventListener('dragleave', over(false));
  form.addEventListener('drop', (event) => {
    over(false)(event);
    const count = event.dataTransfer.files.length;
    if (count === 1 || (count > 1 && chooser.multiple)) chooser.files = event.dataTransfer.files;
  });
}

/** The server reads files one after another, each from a line of its own on. */
const joined = (files) => new Blob(files.flatMap((file) => [file, '\n']));

/** Puts what the report offers into the form: columns with other names, and groups that do not exist. */
function takeOffer(form) {
  const offer = document.querySelector('#import-offer');
  if (offer) form.querySelector('#import-offered').replaceChildren(offer.content.cloneNode(true));
}

/** Offers the rows of the file that have errors, each with its errors, so that they can be corrected and imported. */
async function offerRows(file, response) {
  const link = document.querySelector('#import-errors');
  if (!link || !file) return;
  const problems = new Map();
  for (const { row, field, message } of JSON.parse(response).Accepted.errors) {
    problems.set(row, `${problems.has(row) ? `${problems.get(row)} ` : ''}${field}: ${message}`);
  }
  const text = (await file.text()).replace(/^\uFEFF/, '');
  const isJson = /^\s*[{[]/.test(text);
  link.href = URL.createObjectURL(new Blob([isJson ? jsonRows(text, problems) : csvRows(text, problems)]));
  link.download = isJson ? 'rows-with-errors.jsonl' : 'rows-with-errors.csv';
  link.hidden = false;
}

/** The server ignores the additional column when the file comes back. */
function csvRows(text, problems) {
  const [header, ...rows] = rowsOf(text);
  const delimiter = [',', ';', '\t'].find((delimiter) => header.includes(delimiter)) ?? ',';
  const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;
  // The header is row 1.
  const bad = rows.map((row, index) => [row, problems.get(index + 2)]).filter(([, problem]) => problem);
  return [[header, 'problem'], ...bad].map(([row, problem]) => `${row}${delimiter}${quoted(problem)}\r\n`).join('');
}

/** The rows of a CSV file as they are there, counted as the server counts them: without empty lines. */
function rowsOf(text) {
  const rows = [];
  let [start, isQuoted, begins] = [0, false, true];
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at] ?? '\n';
    if (character === '"' && (isQuoted || begins)) isQuoted = !isQuoted;
    // A quote that is doubled begins again at once.
    begins = /[,;\t\r\n]/.test(character) || (character === '"' && !isQuoted);
    if (!/[\r\n]/.test(character) || (isQuoted && at < text.length)) continue;
    if (at > start) rows.push(text.slice(start, at));
    start = at + 1;
  }
  return rows;
}

function jsonRows(text, problems) {
  const lines = text.split('\n').map((line, index) => [line.trim(), problems.get(index + 1)]);
  const bad = lines.filter(([, problem]) => problem);
  return bad.map(([line, problem]) => `${line.replace(/\}$/, `,"problem":${JSON.stringify(problem)}}`)}\n`).join('');
}
