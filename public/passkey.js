// Passkeys (WebAuthn): signing in, confirming who one is, adding a passkey, and letting the browser know which ones are left. A
// part of a page names what it does: `data-do`. Its other attributes are its words, in the language of the page.

/** After ten minutes the server refuses a challenge, so it is replaced a minute before. */
const MAX_AGE = 9 * 60 * 1000;

const parts = new WeakSet();
/** The request of the browser that is under way, and its end: there can be one at a time. */
let running = { controller: null, end: Promise.resolve() };

/** Makes a part of a page work. Without WebAuthn it stays hidden, or says so. */
export function enliven(part) {
  if (parts.has(part)) return;
  parts.add(part);
  if (!window.PublicKeyCredential) return say(part, part.dataset.unsupported);
  const roles = { 'sign-in': ask, 'second-factor': ask, confirm: ask, add, offer, signal };
  roles[part.dataset.do]?.(part);
}

/** Why the server has refused something. */
class Refusal extends Error {
  constructor({ code, detail, errors }) {
    super(detail);
    Object.assign(this, { code, detail, errors: errors ?? [] });
  }
}

/** Sends a form; returns the answer. */
async function post(action, fields, part) {
  const request = { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(fields) };
  const response = await fetch(`/actions/${action}`, request).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (answer === null || answer === undefined) throw new Refusal({ detail: part?.dataset.unreachable });
  if (!response.ok) throw new Refusal(answer);
  return answer.Accepted ?? answer;
}

/** A challenge of the server, and what the browser is asked for. */
async function begin(action, fields, part) {
  const { challenge, options } = await post(action, fields, part);
  return { challenge, options: JSON.parse(options) };
}

/** Signs in, or confirms who one is, with the button or in the field of the username. */
function ask(part) {
  const [button, message] = [part.querySelector('button'), part.querySelector('[aria-live]')];
  let kept = null;
  let timer = 0;

  const challenge = async () => {
    if (!kept || Date.now() - kept.at >= MAX_AGE) {
      const second_factor = part.dataset.do === 'second-factor' ? 'on' : '';
      kept = { ...(await begin('passkey-begin', { second_factor }, part)), at: Date.now() };
    }
    return kept;
  };

  /** `mediation`: `conditional` in the field, undefined with the button. */
  const use = async (mediation) => {
    const begun = await challenge();
    const publicKey = requestOptions(begun.options);
    const credential = await request((signal) => navigator.credentials.get({ publicKey, mediation, signal }));
    // It works once.
    kept = null;
    await finish(part, begun, credential);
  };

  const inField = async () => {
    clearTimeout(timer);
    // The visitor has not asked for a passkey yet, so nothing is said if there is no challenge.
    const begun = await challenge().catch(() => null);
    if (!begun || isBusy(button)) return;
    timer = setTimeout(renew, MAX_AGE + begun.at - Date.now());
    try {
      await use('conditional');
    } catch (error) {
      if (!(error instanceof Refusal) || !part.isConnected) return;
      message.textContent = explanation(part, error);
      inField();
    }
  };

  /** A page in the background waits until somebody looks at it. */
  const renew = () => {
    if (!part.isConnected || isBusy(button)) return;
    if (!document.hidden) return inField();
    document.addEventListener('visibilitychange', renew, { once: true });
  };

  const isInField = part.dataset.do === 'sign-in' && PublicKeyCredential.isConditionalMediationAvailable?.();
  const offerInField = async () => (await isInField) && part.isConnected && inField();

  part.addEventListener('leave', () => {
    clearTimeout(timer);
    running.controller?.abort();
  });
  whenPressed(part, button, message, async () => {
    clearTimeout(timer);
    try {
      await use();
    } catch (error) {
      offerInField();
      throw error;
    }
  });
  show(part);
  offerInField();
}

/** Sends what the authenticator has answered. */
async function finish(part, { challenge, options }, credential) {
  const fields = { challenge, credential: JSON.stringify(toJson(credential)) };
  const next = new URLSearchParams(location.search).get('next') ?? '';
  if (part.dataset.do === 'confirm') {
    // The server has checked the address.
    const back = await post('confirm', { ...fields, next }, part);
    return goOn(part, () => location.assign(back));
  }
  const remember_me = document.querySelector('#remember-me')?.checked ? 'on' : '';
  try {
    const signedIn = await post('passkey-sign-in', { ...fields, next, remember_me }, part);
    location.assign(signedIn.next);
  } catch (error) {
    // The server knows no such passkey, so the browser need not offer it again.
    if (error.errors?.some(({ code }) => code === 'unknown_credential')) {
      tell('signalUnknownCredential', { rpId: options.rpId, credentialId: credential.id });
    }
    throw error;
  }
}

/** Adds a passkey to the account. */
function add(part) {
  const [button, message] = [part.querySelector('button'), part.querySelector('[aria-live]')];
  whenPressed(part, button, message, async () => {
    await create(part);
    goOn(part, () => location.reload());
  });
  button.hidden = false;
}

/** Asks the browser for a new passkey, and stores it. */
async function create(part) {
  const { challenge, options } = await begin('passkeys/begin', {}, part);
  const publicKey = creationOptions(options);
  const credential = await request((signal) => navigator.credentials.create({ publicKey, signal }));
  await post('passkeys/create', { challenge, credential: JSON.stringify(toJson(credential)) }, part);
}

/** Offers to add a passkey, after a sign-in with a password. The server says when it is time for that. */
async function offer(part) {
  const key = `passkey-offered-${part.dataset.account}`;
  const canHave = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable?.();
  if (!canHave || sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, '1');
  const isDue = await post('passkeys/offer', {}).catch(() => false);
  part.addEventListener('click', ({ target }) => {
    const answer = target.closest('button')?.value;
    if (answer === undefined) return;
    part.hidden = true;
    if (answer === 'never') post('passkeys/decline', {}).catch(() => {});
  });
  const link = part.querySelector('a');
  link.addEventListener('click', async (event) => {
    event.preventDefault();
    if (isBusy(link)) return;
    link.setAttribute('aria-busy', 'true');
    const error = await create(part).catch((error) => error);
    link.removeAttribute('aria-busy');
    // The page of the link lists the new passkey, or has what is missing. Who has cancelled stays here.
    if (error?.name !== 'NotAllowedError') location.assign(link.href);
  });
  part.hidden = isDue !== true;
}

/** Tells the browser which passkeys the account has, and what it is called, when that may have changed (Signal API). */
async function signal(part) {
  const [key, { state }] = [`passkeys-${location.pathname}`, part.dataset];
  if (!PublicKeyCredential.signalAllAcceptedCredentials || sessionStorage.getItem(key) === state) return;
  sessionStorage.setItem(key, state);
  const details = await post('passkeys/signal', {}).catch(() => null);
  if (!details?.user_handle) return;
  const { rp_id: rpId, user_handle: userId, name, display_name: displayName } = details;
  await tell('signalAllAcceptedCredentials', { rpId, userId, allAcceptedCredentialIds: details.credential_ids });
  await tell('signalCurrentUserDetails', { rpId, userId, name, displayName });
}

async function tell(what, details) {
  await PublicKeyCredential[what]?.(details)?.catch(() => {});
}

/** Makes a request of the browser, after the one before has ended. */
async function request(make) {
  running.controller?.abort();
  const controller = new AbortController();
  const before = running.end;
  let ended = () => {};
  running = { controller, end: new Promise((resolve) => (ended = resolve)) };
  try {
    await before;
    controller.signal.throwIfAborted();
    return await make(controller.signal);
  } finally {
    ended();
  }
}

/** Says something that is not known before, in place of the button. */
function say(part, text) {
  if (!text) {
    // There is nothing to keep a place for.
    part.hidden = true;
    return;
  }
  part.querySelector('button').hidden = true;
  part.querySelector('[aria-live]').textContent = text;
  show(part);
}

/** Shows a part, whose place was kept if it is in the middle of a page. */
function show(part) {
  part.hidden = false;
  delete part.dataset.waiting;
}

const isBusy = (button) => button.getAttribute('aria-busy') === 'true';

/** Runs `act` at each press of the button, and says what has failed. */
function whenPressed(part, button, message, act) {
  button.addEventListener('click', async () => {
    if (isBusy(button)) return;
    button.setAttribute('aria-busy', 'true');
    message.textContent = '';
    await act().catch((error) => {
      message.textContent = explanation(part, error);
    });
    button.removeAttribute('aria-busy');
  });
}

function explanation({ dataset }, error) {
  if (error.code === 'step_up_required') location.assign(`/confirm?next=${encodeURIComponent(location.pathname + location.search)}`);
  if (error instanceof Refusal) return error.detail ?? dataset.failed;
  // The page was left, or the field of the username was used.
  if (error.name === 'AbortError') return '';
  // Also if the time is over, or there is no passkey: browsers do not tell which.
  if (error.name === 'NotAllowedError') return dataset.cancelled;
  return error.name === 'InvalidStateError' && dataset.exists ? dataset.exists : dataset.failed;
}

/** Lets the program of the page go on. A page without it does `otherwise`. */
function goOn(part, otherwise) {
  // The page cancels the event to confirm that it goes on.
  if (part.dispatchEvent(new Event('input', { bubbles: true, cancelable: true }))) otherwise();
}

// Browsers that do not read and write the JSON of WebAuthn Level 3.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const toText = (buffer) => {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};
const listed = (credentials = []) => credentials.map((credential) => ({ ...credential, id: toBytes(credential.id) }));

function requestOptions(json) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  return { ...json, challenge: toBytes(json.challenge), allowCredentials: listed(json.allowCredentials) };
}

function creationOptions(json) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  const user = { ...json.user, id: toBytes(json.user.id) };
  return { ...json, user, challenge: toBytes(json.challenge), excludeCredentials: listed(json.excludeCredentials) };
}

const BUFFERS = ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle', 'attestationObject'];

function toJson(credential) {
  try {
    return credential.toJSON();
  } catch {
    // Missing, or replaced by an extension of the browser.
  }
  const [from, response] = [credential.response, {}];
  for (const name of BUFFERS) if (from[name]) response[name] = toText(from[name]);
  // Only new passkeys have these.
  if (from.getAuthenticatorData) response.authenticatorData = toText(from.getAuthenticatorData());
  if (from.getTransports) response.transports = from.getTransports();
  const { id, type, authenticatorAttachment } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return { id, rawId: toText(credential.rawId), type, authenticatorAttachment, clientExtensionResults, response };
}

// Loaded by the page itself, before the program of the page is there.
document.querySelectorAll('live-part[data-script="passkey.js"]').forEach(enliven);
