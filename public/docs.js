// Search, and trying operations, on the pages below /docs. Without this script they are pages to read.

/** The texts in the language of the page: attributes of the element of this script (`src/http/docs_page`). */
const words = document.currentScript.dataset;

/** The API token that these pages have made: `id`, `secret`, `scopes`, `expires_at`. Kept only in this memory. */
let made = null;
let timer = 0;
/** The address of the body of the last answer, if it is a file. */
let file = '';
/** The path of the page that is shown. */
let shown = location.pathname;
/** The number of links that were followed: only the last one counts. */
let followed = 0;

const find = (selector) => document.querySelector(selector);
/** A text with what stands for its names in braces. */
const complete = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Sets up the part of the page that changes with the operation. */
function begin(query = '') {
  const search = find('#docs-search');
  search.closest('[data-search]').hidden = false;
  search.value = query;
  if (query) filter(search);
  find('.docs-contents [aria-current]')?.scrollIntoView({ block: 'nearest' });
  const trial = find('[data-trial]');
  if (trial) trial.hidden = false;
  showToken();
}

/** Shows the operations that contain all words. */
function filter(search) {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const section of document.querySelectorAll('.docs-contents section')) {
    section.hidden = true;
    for (const item of section.querySelectorAll('li')) {
      const text = `${item.textContent} ${item.firstElementChild.pathname}`.toLowerCase();
      item.hidden = !wanted.every((word) => text.includes(word));
      if (item.hidden) continue;
      section.hidden = false;
      count += 1;
    }
  }
  const found = count === 0 ? words.none : complete(words.found, { count });
  find('#docs-found').textContent = wanted.length ? found : '';
}

/** The arrow keys move through the list, from the search and back. */
function move(event) {
  const list = event.target.closest?.('.docs-contents');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!list || !step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const stops = [find('#docs-search'), ...list.querySelectorAll('li:not([hidden]) a')];
  const next = stops[stops.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Shows the operation at `address` without leaving the page, so that its token stays. */
async function open(address, isNew) {
  followed += 1;
  const turn = followed;
  const response = await fetch(address, { headers: { accept: 'text/html' } }).catch(() => null);
  const isPage = response?.ok && !response.redirected;
  const page = isPage && new DOMParser().parseFromString(await response.text(), 'text/html');
  const main = page && page.querySelector('main.docs');
  if (turn !== followed) return;
  if (!main) return location.assign(address);
  const query = find('#docs-search').value;
  const scrolled = find('.docs-contents').scrollTop;
  if (isNew) history.pushState(null, '', address);
  shown = location.pathname;
  forgetAnswer();
  document.title = page.title;
  find('main').replaceWith(document.adoptNode(main));
  find('.docs-contents').scrollTop = scrolled;
  begin(query);
  scrollTo(0, 0);
  find('h1').focus({ preventScroll: true });
}

/** What the form says about the token. */
function showToken() {
  const form = find('form[data-token]');
  if (!form) return;
  const area = find('[data-ends]');
  form.hidden = made !== null;
  area.hidden = made === null;
  if (!made) return;
  const until = new Date(made.expires_at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  area.firstElementChild.textContent = complete(words.valid, { until, scopes: made.scopes.join(', ') });
}

async function makeToken(form) {
  const error = find('#docs-token-error');
  error.textContent = '';
  const body = new URLSearchParams(new FormData(form));
  const response = await post('/actions/tokens/trial', body).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (answer?.code === 'step_up_required') return location.assign(`/confirm?next=${encodeURIComponent(location.pathname)}`);
  if (!response?.ok || !answer) {
    error.textContent = answer?.errors?.[0]?.message ?? answer?.detail ?? words.unreachable;
    return;
  }
  if (made) revoke(made.id);
  made = answer;
  clearTimeout(timer);
  timer = setTimeout(forgetToken, new Date(made.expires_at) - Date.now(), words.expired);
  showToken();
  find('[data-ends] button')?.focus();
}

function endToken() {
  revoke(made.id);
  forgetToken(words.ended);
  find('form[data-token] button')?.focus();
}

function forgetToken(why) {
  made = null;
  clearTimeout(timer);
  showToken();
  // The page of all operations has none.
  const status = find('#docs-status');
  if (status) status.textContent = why;
}

/** `keepalive`: the browser sends it although the page is being left. */
function revoke(id) {
  post('/actions/tokens/revoke', new URLSearchParams({ id: '', token: id }), true).catch(() => {});
}

function post(address, body, keepalive = false) {
  return fetch(address, { method: 'POST', headers: { accept: 'application/json' }, body, keepalive });
}

/** The request that the form describes. */
function requestOf(form) {
  const headers = new Headers();
  const query = new URLSearchParams();
  let path = form.dataset.path;
  for (const field of form.querySelectorAll('[data-in]')) {
    const { name, value } = field;
    if (field.dataset.in === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value.trim()));
    else if (value === '') continue;
    else if (field.dataset.in === 'query') query.set(name, value);
    else headers.set(name, value);
  }
  const token = find('#docs-token')?.value.trim() || made?.secret;
  if (token) headers.set('authorization', `Bearer ${token}`);
  const sent = form.querySelector('#docs-sent');
  const body = sent?.type === 'file' ? sent.files[0] : sent?.value.trim();
  if (body) headers.set('content-type', sent.dataset.type ?? form.querySelector('#docs-type').value);
  const address = query.size ? `${path}?${query}` : path;
  // Without the cookies of the session.
  const options = { method: form.dataset.method, headers, body: body || undefined, credentials: 'omit', cache: 'no-store' };
  return [address, options];
}

async function send(form) {
  const status = find('#docs-status');
  const button = form.querySelector('[type=submit]');
  if (button.getAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  forgetAnswer();
  status.textContent = words.waiting;
  try {
    const started = performance.now();
    const response = await fetch(...requestOf(form));
    const body = await response.blob();
    const ms = Math.round(performance.now() - started);
    const summary = complete(words.answered, { status: `${response.status} ${response.statusText}`.trim(), ms });
    if (form.isConnected) await show(response, body, summary);
  } catch (error) {
    if (form.isConnected) status.textContent = complete(words.failed, { error: error.message });
  }
  button.removeAttribute('aria-busy');
}

async function show(response, body, summary) {
  find('#docs-headers').textContent = [...response.headers].map((pair) => pair.join(': ')).join('\n');
  const isText = /json|text|javascript|xml/.test(body.type);
  const [text, link] = [find('#docs-body'), find('#docs-file')];
  text.hidden = !isText || body.size === 0;
  if (!text.hidden) text.textContent = readable(await body.slice(0, 200_000, body.type).text());
  // What is no text, or too long for the page, can be saved.
  link.hidden = body.size === 0 || (isText && body.size <= 200_000);
  if (!link.hidden) {
    file = URL.createObjectURL(body);
    link.firstElementChild.href = file;
  }
  find('.docs-answer').hidden = false;
  find('#docs-status').textContent = summary;
}

/** JSON with indentation, other text as it is. */
function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function forgetAnswer() {
  const answer = find('.docs-answer');
  if (answer) answer.hidden = true;
  if (file) URL.revokeObjectURL(file);
  file = '';
}

document.addEventListener('input', ({ target }) => {
  if (target.id === 'docs-search') filter(target);
});
document.addEventListener('keydown', move);
document.addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.target.matches('[data-token]')) makeToken(event.target);
  else send(event.target);
});
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-ends] button')) return endToken();
  const link = event.target.closest('main.docs a[href^="/docs"]');
  if (!link || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.href, true);
});
addEventListener('popstate', () => {
  // Not for a fragment, such as that of the link to skip to the content.
  if (location.pathname !== shown) open(location.href, false);
});
addEventListener('pagehide', () => {
  if (made) revoke(made.id);
  forgetToken('');
});

begin();
