// What every page does besides its program. What only some pages need is in keep.js.

/** A part of a page that loads a script of its own; without the script it stays plain HTML. */
class LivePart extends HTMLElement {
  connectedCallback() {
    import(`./${this.dataset.script}`).then((script) => script.enliven(this), () => {});
  }
  disconnectedCallback() {
    this.dispatchEvent(new Event('leave'));
  }
}
customElements.define('live-part', LivePart);

/** In the language of the page: src/ui/shell.rs. */
export const words = document.querySelector('script[data-kept]').dataset;

const KEEPS = 'form.card, [action="/actions/register"], time, details, .toast';

/** After hydration, which needs the document as the server wrote it. `isChanged`: whether a field differs from that. */
export function start(isChanged) {
  waitWhileOffline();
  // A list changes its address without loading a page.
  addEventListener('submit', ({ target }) => {
    if (target.matches('.languages')) target.elements.back.value = location.pathname + location.search;
  }, true);
  const observer = new MutationObserver(() => load());
  const load = () => {
    if (!document.querySelector(KEEPS)) return;
    observer.disconnect();
    import('./keep.js').then((keep) => keep.start(isChanged), () => {});
  };
  observer.observe(document.body, { childList: true, subtree: true });
  load();
}

/** A click that opens a page in this tab. */
export const linkOf = (event) => {
  const link = event.target.closest?.('a[href]');
  const isPlain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const isPage = link && /^https?:/.test(link.protocol) && !link.getAttribute('href').startsWith('#');
  const isElsewhere = isPage && !link.target && !link.hasAttribute('download');
  return isPlain && isElsewhere ? link : null;
};

export const stop = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

export const follow = (link) => (link.isConnected ? link.click() : location.assign(link.href));

/** Links and forms wait until there is a connection, and say so. Only the last of them: it replaces those before. */
function waitWhileOffline() {
  let waiting = null;
  let passes = false;
  const area = document.createElement('div');
  area.className = 'offline';
  area.setAttribute('role', 'status');
  document.body.append(area);
  const end = (isResumed) => {
    const again = waiting;
    waiting = null;
    area.replaceChildren();
    if (!again || !isResumed) return;
    passes = true;
    again();
    passes = false;
  };
  // The browser may be wrong: a server on the same machine needs no network.
  const isReachable = () => fetch(import.meta.url, { method: 'HEAD', cache: 'no-store' }).then(() => true, () => false);
  const hold = (event, why, again) => {
    if (navigator.onLine || passes) return;
    stop(event);
    waiting = again;
    const [text, cancel] = [document.createElement('p'), document.createElement('button')];
    text.textContent = why;
    [cancel.type, cancel.className, cancel.textContent] = ['button', 'btn btn-secondary', words.offlineCancel];
    cancel.addEventListener('click', () => end(false));
    area.replaceChildren(text, cancel);
    isReachable().then((isReached) => isReached && waiting === again && end(true));
  };
  addEventListener('click', (event) => {
    const link = linkOf(event);
    if (link) hold(event, words.offlinePage, () => follow(link));
  }, true);
  addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    const again = () => form.isConnected && form.requestSubmit(submitter?.isConnected ? submitter : null);
    if (form.method !== 'dialog') hold(event, words.offlineForm, again);
  }, true);
  addEventListener('online', () => end(true));
}
