// Search on the pages that `make docs` makes. Without this script they are pages to read.
'use strict';

const root = document.currentScript.dataset.root;
const field = document.getElementById('search');
const found = document.getElementById('found');
const article = document.querySelector('article');
const MOST = 30;
let loading = null;

/** Loads the index, once. It is a script, because a page that was opened from a disk may read no other file. */
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${root}index.js`;
    script.onload = () => resolve(window.DOCUMENTS);
    script.onerror = () => {
      loading = null;
      reject(new Error('The index cannot be loaded.'));
    };
    document.head.append(script);
  });
  return loading;
}

/** The sections that have all words, those first whose titles have them. */
function search(index, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
  const [named, others] = [[], []];
  if (!words.length) return named;
  for (const [page, anchor, title, heading, text] of index) {
    const names = `${title} ${heading}`.toLowerCase();
    if (!words.every((word) => names.includes(word) || text.includes(word))) continue;
    const isNamed = words.every((word) => names.includes(word));
    (isNamed ? named : others).push({ page, anchor, title, heading });
  }
  return [...named, ...others];
}

function item({ page, anchor, title, heading }) {
  const [row, link] = [document.createElement('li'), document.createElement('a')];
  link.href = root + page + (anchor ? `#${anchor}` : '');
  link.textContent = heading ? `${title}: ${heading}` : title;
  row.append(link);
  return row;
}

async function show() {
  const query = field.value.trim();
  if (!query) {
    found.hidden = true;
    article.hidden = false;
    return;
  }
  const [status, list] = [found.querySelector('p'), found.querySelector('ul')];
  try {
    const all = search(await load(), query);
    // Somebody has typed on.
    if (field.value.trim() !== query) return;
    list.replaceChildren(...all.slice(0, MOST).map(item));
    const first = all.length > MOST ? `, of which these are the first ${MOST}` : '';
    status.textContent = all.length === 1 ? '1 part of a page matches.' : `${all.length || 'No'} parts of pages match${first}.`;
  } catch (error) {
    list.replaceChildren();
    status.textContent = error.message;
  }
  found.hidden = false;
  article.hidden = true;
}

field.form.hidden = false;
field.addEventListener('focus', () => load().catch(() => {}));
field.addEventListener('input', show);
field.form.addEventListener('submit', (event) => {
  event.preventDefault();
  found.querySelector('a')?.focus();
});
// A link to a place of the page that is shown leads there.
found.addEventListener('click', (event) => {
  if (!event.target.closest('a')) return;
  field.value = '';
  show();
});
