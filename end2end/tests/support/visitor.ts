import { expect, type BrowserContext, type Locator, type Page, type Response } from '@playwright/test';
import type { Guard } from './guard';
import { somebody, type Credentials, type Person } from './people';
import { beginning, byId, day, locale, sentences, words, type Arguments, type Text } from './words';

/** Where somebody lands who signs in without a page that was asked for. */
const LANDINGS = ['/', '/account', '/first-steps'];

/** A user's browser page. What it is asked for is found in the language of the run. */
export class Visitor {
  constructor(
    readonly page: Page,
    readonly guard: Guard,
    /** Whether the browser runs JavaScript. */
    readonly javaScript: boolean,
  ) {}

  static async in(context: BrowserContext, guard: Guard, javaScript: boolean): Promise<Visitor> {
    await guard.watch(context);
    return new Visitor(await context.newPage(), guard, javaScript);
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** Opens an address, and waits for hydration. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.hydrated();
  }

  /** Opens an address, and returns what was sent. Playwright does not always see it when another page is still being loaded. */
  async answer(path: string): Promise<Response> {
    const response = await this.page.goto(path);
    if (!response) throw new Error(`no answer was seen for ${path}`);
    await this.hydrated();
    return response;
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.hydrated();
  }

  /** Another tab of the same browser. */
  async tab(): Promise<Visitor> {
    return new Visitor(await this.context.newPage(), this.guard, this.javaScript);
  }

  /** Waits for hydration. Without JavaScript, and on error pages, there is none. Pages hydrate when somebody uses them. */
  async hydrated(): Promise<void> {
    if (!this.javaScript) return;
    const isHydrated = () => 'hydrated' in document.documentElement.dataset || !document.querySelector('script[type=module]');
    await this.useUntil(() => this.page.waitForFunction(isHydrated, undefined, { timeout: 2_000 }));
  }

  /** Uses the page until `check` succeeds. A movement is lost if the page is not painted yet, or if another one takes its place. */
  async useUntil(check: () => unknown): Promise<void> {
    await expect(async () => {
      await this.touch();
      await check();
    }).toPass();
  }

  /** Moves the pointer: a page that is not used yet loads the program. */
  private async touch(): Promise<void> {
    // Twice, because the pointer may be there already.
    await this.page.mouse.move(0, 0);
    await this.page.mouse.move(1, 1);
  }

  field(label: Text, args: Arguments = {}, within: Locator | Page = this.page): Locator {
    return within.getByLabel(words(label, args), { exact: true });
  }

  button(name: Text, args: Arguments = {}, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name: words(name, args), exact: true });
  }

  link(name: Text, args: Arguments = {}, within: Locator | Page = this.page): Locator {
    return within.getByRole('link', { name: words(name, args), exact: true });
  }

  /** A radio button or a checkbox, by its text without the explanation. */
  choice(name: Text): Locator {
    return this.page.getByRole('radio', { name: beginning(name) }).or(this.page.getByRole('checkbox', { name: beginning(name) }));
  }

  heading(name: Text, args: Arguments = {}): Locator {
    return this.page.getByRole('heading', { name: words(name, args), exact: true });
  }

  dialog(name: Text, args: Arguments = {}): Locator {
    return this.page.getByRole('dialog', { name: words(name, args), exact: true });
  }

  navigation(name: Text): Locator {
    return this.page.getByRole('navigation', { name: words(name), exact: true });
  }

  /** What opens something: a menu, a form in a row, a dialog. */
  opener(text: Text): Locator {
    return this.page.getByText(words(text), { exact: true });
  }

  /** What has a text, perhaps among others. */
  text(text: Text, args: Arguments = {}): Locator {
    return this.page.getByText(words(text, args));
  }

  /** The lines that are seen between a form and other ways than it. */
  get separators(): Locator {
    return this.page.getByText(words(byId('passkey-or')), { exact: true }).filter({ visible: true });
  }

  /** A field of the profile on the account page. */
  profile(label: Text): Locator {
    return this.field(label, {}, this.section('Profile'));
  }

  /** The password field of the profile, which confirms a change of the email. */
  get profilePassword(): Locator {
    return this.section('Profile').getByLabel(beginning('Current password'));
  }

  /** A field of the password form on the account page. */
  password(label: Text): Locator {
    return this.field(label, {}, this.section('Password'));
  }

  section(heading: Text, args: Arguments = {}): Locator {
    return this.page.locator('section', { has: this.heading(heading, args) });
  }

  /** Opens a row of “How you sign in”. */
  async unfold(heading: Text): Promise<void> {
    await this.page.locator('summary', { has: this.heading(heading) }).click();
  }

  /** Opens or closes the filters of a list of events that are needed less often. */
  async moreFilters(): Promise<void> {
    await this.page.locator('.trail-tools summary').click();
  }

  /** The checkbox of a user in a list. */
  pick({ username }: Pick<Person, 'username'>): Locator {
    return this.field('Select { $username }', { username });
  }

  /** The bar with what can be done with the selected users. */
  get bar(): Locator {
    return this.page.getByRole('form', { name: words('Selected users') });
  }

  /** The button of the user menu. */
  get menu(): Locator {
    return this.page.getByRole('banner').locator('summary');
  }

  /** The error summary of a form. */
  get alert(): Locator {
    return this.page.locator('form').getByRole('alert');
  }

  /** Submits a form that the server rejects: with `status`, or without JavaScript with a page that shows why. */
  async submitRejected(button: Locator, action: string, status: number): Promise<void> {
    if (!this.javaScript) {
      await Promise.all([this.page.waitForEvent('load'), button.click()]);
      return;
    }
    this.guard.expect(action, status);
    const answer = this.page.waitForResponse((response) => new URL(response.url()).pathname === action);
    await button.click();
    expect((await answer).status()).toBe(status);
  }

  /** Expects a page: its address with the query, and its heading. */
  async isAt(path: string, heading: Text, args: Arguments = {}): Promise<void> {
    await expect(this.page).toHaveURL(path);
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText(words(heading, args));
  }

  /** Expects a window title, before the name of the installation. */
  async hasTitle(title: Text, installation = 'Vestibule'): Promise<void> {
    await expect(this.page).toHaveTitle(`${words(title)} · ${installation}`);
  }

  async isSignedInAs(person: Pick<Person, 'username' | 'email'>): Promise<void> {
    await this.open('/account');
    await this.isAt('/account', 'Your account');
    await expect(this.profile('Username')).toHaveValue(person.username);
    await expect(this.profile('Email')).toHaveValue(person.email);
  }

  async isSignedOut(): Promise<void> {
    await this.open('/account');
    await this.isAtSignIn('/account');
  }

  /** Expects the sign-in page that leads on to `next`. */
  async isAtSignIn(next: string): Promise<void> {
    await expect(this.page).toHaveURL((url) => url.pathname === '/login' && url.searchParams.get('next') === next);
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText(words('Sign in'));
  }

  /** Expects a toast. */
  async seesToast(text: Text, args: Arguments = {}): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: words(text, args) })).toBeVisible();
  }

  /** Expects a status for screen readers. */
  async hears(text: Text, args: Arguments = {}): Promise<void> {
    const said = this.page.getByText(words(text, args), { exact: true });
    await expect(this.page.getByRole('status').and(said)).toHaveCount(1);
  }

  /** Expects the error summary of a form. */
  async seesAlert(text: Text, args: Arguments = {}): Promise<void> {
    await saysAll(this.alert, text, args);
  }

  /** Expects a `<time>` that is a day. */
  async isDay(time: Locator, month: 'month' | 'short-month'): Promise<void> {
    await expect(time).toHaveText(await this.dayOf(time, month));
  }

  /** Expects a `<time>` that says how long ago it was: its day is in its tooltip. */
  async hasDay(time: Locator): Promise<void> {
    await expect(time).toHaveAttribute('title', new RegExp(`^${await this.dayOf(time, 'month')}\\D+\\d\\d:\\d\\d `));
  }

  /** The day of a `<time>`, in the zone of the browser, which is that of this process. */
  private async dayOf(time: Locator, month: 'month' | 'short-month'): Promise<string> {
    const at = new Date((await time.getAttribute('datetime'))!);
    // The server writes UTC.
    if (!this.javaScript) at.setMinutes(at.getMinutes() + at.getTimezoneOffset());
    return day(at, month);
  }

  async fill(answers: Record<string, string>): Promise<void> {
    for (const [label, answer] of Object.entries(answers)) await this.field(label).fill(answer);
  }

  /** Fills in the form of a new account. */
  async fillAccount({ username, email, name, password }: Person, changes: Record<string, string> = {}): Promise<void> {
    await this.fill({ Username: username, Email: email, 'Name (optional)': name, Password: password, ...changes });
  }

  /** Registers with the page; returns the new user. */
  async register(): Promise<Person> {
    const person = somebody();
    await this.open('/register');
    await this.fillAccount(person);
    await this.button('Create account').click();
    await this.isAt('/account', 'Your account');
    await this.hydrated();
    return person;
  }

  /** Signs in on the sign-in page that is open. */
  async signInHere({ username, password }: Credentials): Promise<void> {
    await this.fill({ 'Username or email': username, Password: password });
    await this.button('Sign in').click();
  }

  /** Signs in with the sign-in page. */
  async signIn(person: Credentials, { remember = true } = {}): Promise<void> {
    await this.open('/login');
    await this.field('Keep me signed in on this device').setChecked(remember);
    await this.signInHere(person);
    await expect(this.page).toHaveURL(({ pathname }) => LANDINGS.includes(pathname));
    await expect(this.menu).toBeVisible();
  }

  /** Signs in without the sign-in page, and opens a page. */
  async enter(person: Credentials, page: string): Promise<void> {
    await this.authenticate(person);
    await this.open(page);
  }

  /** Signs in without the sign-in page, for tests of other features. The open page does not change. */
  async authenticate({ username, password }: Credentials): Promise<void> {
    const form = { login: username, password, remember_me: 'on' };
    const headers = { accept: 'text/html', 'accept-language': locale(), 'sec-fetch-site': 'same-origin' };
    const answer = await this.context.request.post('/actions/login', { form, headers, maxRedirects: 0 });
    expect(LANDINGS, 'signing in').toContain(answer.headers()['location']);
  }

  /**
   * Goes on as a browser that has no session. Leaves the page before: it may be waiting for an answer that renews the session, and brings
   * the cookies back.
   */
  async clearCookies(): Promise<void> {
    await this.page.goto('/live');
    await this.context.clearCookies();
  }

  async signOut(): Promise<void> {
    await this.menu.click();
    await this.button('Sign out').click();
    await this.isAt('/login', 'Sign in');
  }
}

/** Expects an invalid field with a message. */
export async function isInvalid(field: Locator, message: Text, args: Arguments = {}): Promise<void> {
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(words(message, args));
}

/** Expects all sentences of a text. */
export async function saysAll(box: Locator, text: Text, args: Arguments = {}): Promise<void> {
  for (const sentence of sentences(text, args)) await expect(box).toContainText(sentence);
}

/** Marks the document. The returned function fails if another document has been loaded since. */
export async function mark(visitor: Visitor): Promise<() => Promise<void>> {
  await visitor.page.evaluate(() => Object.assign(window, { marked: true }));
  return async () => expect(await visitor.page.evaluate(() => 'marked' in window), 'the document was not reloaded').toBe(true);
}
