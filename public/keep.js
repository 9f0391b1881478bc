// Keeps what is typed, asks before it is lost, keeps the focus, closes menus, and shows times in the visitor's zone (decision 63).

import { follow, linkOf, stop, words } from './page.js';

const CONTROLS = 'a[href], button, input:not([type="hidden"]), select, textarea, summary';
const PREFIX = 'typed ';

/** `isChanged`: whether a field differs from what the server has sent. */
export function start(isChanged) {
  const typed = keepTyped(isChanged);
  askBeforeLeaving(typed);
  const isKept = keepFocus();
  closeMenus();
  let isDue = false;
  const look = () => {
    isDue = false;
    typed.restore();
    document.querySelectorAll('time[datetime]:not([data-zone])').forEach(showLocally);
  };
  const changed = () => {
    isKept();
    if (!isDue) requestAnimationFrame(look);
    isDue = true;
  };
  const options = { childList: true, subtree: true, attributes: true, attributeFilter: ['open'] };
  new MutationObserver(changed).observe(document.body, options);
  look();
}

const actionOf = (form) => form.getAttribute('action');
const isCheckable = (field) => field.type === 'checkbox' || field.type === 'radio';
const isSecret = (field) => /password|one-time/.test(`${field.type} ${field.name} ${field.autocomplete}`);
const nameOf = (field) => (isCheckable(field) ? `${field.name} ${field.value}` : field.name);
const valueOf = (field) => (isCheckable(field) ? field.checked : field.value);

/** The value that the server has sent. */
const initialOf = (field) => {
  if (isCheckable(field)) return field.defaultChecked;
  if (!field.options) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
};

const setInitial = (field) => {
  if (isCheckable(field)) field.defaultChecked = field.checked;
  else if (!field.options) field.defaultValue = field.value;
  else for (const option of field.options) option.defaultSelected = option.selected;
};

/** What is typed into it and may be kept: no passwords, no files, nothing that is about another page. */
const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) => field.matches('input, select, textarea') && field.name && !/hidden|file/.test(field.type) && !isSecret(field),
  );

/** Only the forms in which data is edited: not those that sign in, search, or act on a list. */
const isEditor = (form) => form.matches('form[method="post"].card:not(.import), form[action="/actions/register"]');

/** Who is signed in: the address in the menu, which no other account has. */
const owner = () => document.querySelector('#person p')?.textContent ?? '';

/** Texts stay in the memory of the tab until they are saved, the user signs out, or somebody else signs in. */
function keepTyped(isChanged) {
  const seen = new WeakSet();
  const keyOf = (form) => `${PREFIX}${owner()} ${location.pathname} ${actionOf(form)}`;
  const isTouched = (form) => fieldsOf(form).some(isChanged);
  // A form for another user, or about data that has changed meanwhile, has other initial values.
  const initial = (form) => JSON.stringify(fieldsOf(form).map((field) => [nameOf(field), initialOf(field)]));
  const forget = (isForgotten) => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX) && isForgotten(key)) sessionStorage.removeItem(key);
  };
  const remember = (form) => {
    const values = Object.fromEntries(fieldsOf(form).map((field) => [nameOf(field), valueOf(field)]));
    if (isTouched(form)) sessionStorage.setItem(keyOf(form), JSON.stringify({ initial: initial(form), values }));
    else sessionStorage.removeItem(keyOf(form));
  };
  const restore = (form) => {
    // Typed before this script was there.
    if (isTouched(form)) return remember(form);
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? 'null');
    if (!kept) return;
    if (kept.initial !== initial(form)) return sessionStorage.removeItem(keyOf(form));
    for (const field of fieldsOf(form)) {
      const value = kept.values[nameOf(field)];
      if (value === undefined || value === valueOf(field)) continue;
      if (isCheckable(field)) field.checked = value;
      else field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (isTouched(form)) note(form);
  };
  addEventListener('input', ({ target }) => target.form && isEditor(target.form) && remember(target.form));
  // From the program. What is saved is what the form now begins with.
  const saved = ({ target }) => {
    if (actionOf(target) === '/actions/login') forget((key) => key.endsWith('/register'));
    if (!isEditor(target)) return;
    sessionStorage.removeItem(keyOf(target));
    target.querySelector('.kept')?.remove();
    requestAnimationFrame(() => fieldsOf(target).forEach(setInitial));
  };
  addEventListener('saved', saved, true);
  addEventListener('submit', ({ target }) => {
    if (/logout|delete-account/.test(actionOf(target))) forget(() => true);
  });
  const forms = () => [...document.forms].filter(isEditor);
  return {
    restore: () => {
      if (owner()) forget((key) => !key.startsWith(`${PREFIX}${owner()} `));
      forms().forEach((form) => {
        if (!seen.has(form)) restore(form);
        seen.add(form);
      });
    },
    /** Forgets what is typed into the forms of the page. */
    discard: () => forms().forEach((form) => sessionStorage.removeItem(keyOf(form))),
    /** The forms that are left with a question, and how to forget what is typed into them. */
    unsaved: () => {
      const unsaved = forms().filter((form) => !/register|profile/.test(actionOf(form)) && isTouched(form));
      return unsaved.length ? () => unsaved.forEach((form) => sessionStorage.removeItem(keyOf(form))) : null;
    },
  };
}

/** Says that the form shows what was typed before. */
function note(form) {
  const text = document.createElement('p');
  text.className = 'hint kept';
  text.setAttribute('role', 'status');
  text.textContent = words.kept;
  (form.querySelector('.fields') ?? form).prepend(text);
}

/** `unsaved` returns null, or how to forget what is typed. */
function askBeforeLeaving({ unsaved, discard }) {
  let mayLeave = false;
  const leave = () => {
    mayLeave = true;
    setTimeout(() => (mayLeave = false), 1000);
  };
  const ask = (event) => {
    const link = linkOf(event);
    if (!link || mayLeave) return;
    if (link.dataset.discard !== undefined) {
      discard();
      return leave();
    }
    const forget = unsaved();
    if (!forget) return;
    stop(event);
    question(() => {
      forget();
      leave();
      follow(link);
    });
  };
  addEventListener('click', ask, true);
  // The form itself is being sent, by a page without its program. The answer to the question is a form as well.
  addEventListener('submit', (event) => event.defaultPrevented || event.target.method === 'dialog' || leave());
  addEventListener('beforeunload', (event) => {
    if (mayLeave || !unsaved()) return;
    event.preventDefault();
    // The bar of the program: a visitor who stays waits for no page. A click that `ask` stops never begins it.
    delete document.documentElement.dataset.loading;
  });
}

function question(leave) {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'leaving');
  dialog.innerHTML = `<form method="dialog" class="grid gap-5"><div><h2 class="text-lg" id="leaving"></h2>
<p class="mt-1.5 text-ink-muted"></p></div><div class="flex flex-wrap justify-end gap-2"><button class="btn btn-secondary"></button>
<button class="btn btn-danger" value="leave"></button></div></form>`;
  const texts = [words.leaveTitle, words.leaveAbout, words.stay, words.leave];
  dialog.querySelectorAll('h2, p, button').forEach((part, index) => (part.textContent = texts[index]));
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (dialog.returnValue === 'leave') leave();
  });
  document.body.append(dialog);
  dialog.showModal();
}

const isThere = (element) => element.isConnected && element.getClientRects().length > 0;
const isUsable = (control) => isThere(control) && !control.disabled && !control.closest('[inert]');
const controlsIn = (element) => [...element.querySelectorAll(CONTROLS)].filter(isUsable);

/**
 * When what has the focus goes away, the control that takes its place gets it, or else the heading. Undo is the next stop of Tab.
 * Returns what is to be called after changes of the page.
 */
function keepFocus() {
  let [focused, around, before] = [null, [], null];
  addEventListener('focusin', ({ target }) => {
    focused = target;
    around = [];
    // Not the whole page: the control at the same place of it would be another one.
    for (let parent = target.parentElement; parent && !parent.matches('main, body'); parent = parent.parentElement) {
      around.push([parent, controlsIn(parent).indexOf(target)]);
    }
  });
  addEventListener('focusout', ({ target }) => {
    // A click beside it leaves it: then it may go without a substitute.
    queueMicrotask(() => isThere(target) && focused === target && (focused = null));
  });
  const replace = () => {
    if (document.activeElement !== document.body || !focused || isThere(focused)) return;
    const inPlace = around.map(([parent, index]) => [parent.isConnected ? controlsIn(parent) : [], index]);
    const [controls, index] = inPlace.find(([controls]) => controls.length) ?? [[], 0];
    const wayBack = before && isThere(before) ? before : document.querySelector('#heading, #main');
    (controls[Math.min(Math.max(index, 0), controls.length - 1)] ?? wayBack)?.focus();
  };
  const offered = new WeakSet();
  addEventListener('keydown', (event) => {
    if (event.key !== 'Tab' || event.ctrlKey || event.altKey || document.querySelector('dialog[open]')) return;
    const toast = document.activeElement.closest('.toast');
    const offer = [...document.querySelectorAll('.toast .offer')].findLast((offer) => !offered.has(offer));
    const end = toast && controlsIn(toast).at(event.shiftKey ? 0 : -1);
    if (!toast && offer && !event.shiftKey) {
      before = document.activeElement;
      offered.add(offer);
      offer.focus();
      event.preventDefault();
    } else if (end === document.activeElement && before && isThere(before)) {
      // From there the browser goes on to the next one.
      before.focus();
      if (event.shiftKey) event.preventDefault();
    }
  });
  // After the page itself, which may know a better place.
  return () => setTimeout(replace, 100);
}

function closeMenus() {
  addEventListener('focusout', ({ target, relatedTarget }) => {
    const menu = target.closest('details.person, details.more');
    if (relatedTarget && menu && !menu.contains(relatedTarget)) menu.open = false;
  });
}

/** The server writes times in UTC. Those that say how long ago it was stay, with the exact time as their title. */
function showLocally(element) {
  const at = new Date(element.dateTime);
  const { lang } = document.documentElement;
  const isEnglish = lang === 'en';
  const format = (locale, options) => new Intl.DateTimeFormat(locale, options).format(at);
  const clock = (second) =>
    format(isEnglish ? 'en-GB' : lang, { hour: '2-digit', minute: '2-digit', second, timeZoneName: 'short' });
  const day = (month) => {
    const parts = [{ day: 'numeric' }, { month }, { year: 'numeric' }];
    // No locale of English has the months and the order of the server.
    return isEnglish ? parts.map((part) => format('en-US', part)).join(' ') : format(lang, Object.assign({}, ...parts));
  };
  // Between day and time each language has its own words, as in the title, which the server has written to the minute, and so it has
  // around the zone.
  const between = /\d{4}(\D+)[\d:]+\D+UTC\)?$/.exec(element.title)?.[1] ?? ', ';
  const minute = `${day('long')}${between}${clock()}`;
  const [, month, dot, then] = /^\d+\.? (\p{L}+)(\.?) \d{4}(?:(\D+)[\d:]+\D+UTC\)?)?$/u.exec(element.textContent) ?? [];
  if (/^[\d:]{8} UTC$/.test(element.textContent)) element.textContent = clock('2-digit');
  else if (month) element.textContent = day(dot || month.length <= 3 ? 'short' : 'long') + (then ? then + clock() : '');
  element.title = minute;
  element.dataset.zone = '';
}
