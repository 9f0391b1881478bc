import { expect, type BrowserContext, type Locator, type Page, type Response } from '@playwright/test';
import type { Guard } from './guard';
import { somebody, type Credentials, type Person } from './people';

/** A user's browser page. */
export class Visitor {
  constructor(
    readonly page: Page,
    readonly guard: Guard,
    /** Whether the browser runs JavaScript. */
    readonly javaScript: boolean,
  ) {}

  static async in(context: BrowserContext, guard: Guard, javaScript: boolean): Promise<Visitor> {
    await guard.watch(context);
    await context.addInitScript(noteHydration);
    return new Visitor(await context.newPage(), guard, javaScript);
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** Opens an address, and waits for hydration. */
  async open(path: string): Promise<Response> {
    const response = await this.page.goto(path);
    await this.hydrated();
    if (!response) throw new Error(`${path} was not loaded`);
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

  /** Waits for hydration. Without JavaScript, and on error pages, there is none. */
  async hydrated(): Promise<void> {
    if (!this.javaScript) return;
    await this.page.waitForFunction(() => 'hydrated' in window || !document.querySelector('script[type=module]'));
  }

  field(label: string, within: Locator | Page = this.page): Locator {
    return within.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  /** A field of the profile on the account page. */
  profile(label: string): Locator {
    return this.field(label, this.section('Profile'));
  }

  /** The password field of the profile, which confirms a change of the email. */
  get profilePassword(): Locator {
    return this.section('Profile').getByLabel(/^Current password/);
  }

  /** A field of the password form on the account page. */
  password(label: string): Locator {
    return this.field(label, this.section('Password'));
  }

  section(heading: string): Locator {
    return this.page.locator('section', { has: this.page.getByRole('heading', { name: heading, exact: true }) });
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
  async isAt(path: string, heading: string): Promise<void> {
    await expect(this.page).toHaveURL(path);
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText(heading);
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
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  }

  /** Expects a toast. */
  async seesToast(words: string): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: words })).toBeVisible();
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
    await this.isAt('/account', 'Your account');
  }

  /** Signs in without the sign-in page, and opens a page. */
  async enter(person: Credentials, page: string): Promise<void> {
    await this.authenticate(person);
    await this.open(page);
  }

  /** Signs in without the sign-in page, for tests of other features. The open page does not change. */
  async authenticate({ username, password }: Credentials): Promise<void> {
    const form = { login: username, password, remember_me: 'on' };
    const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };
    const answer = await this.context.request.post('/actions/login', { form, headers, maxRedirects: 0 });
    expect(answer.headers()['location'], 'signing in').toBe('/account');
  }

  async signOut(): Promise<void> {
    await this.menu.click();
    await this.button('Sign out').click();
    await this.isAt('/login', 'Sign in');
  }
}

/** Expects an invalid field with a message. */
export async function isInvalid(field: Locator, words: string): Promise<void> {
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(words);
}

/** Marks the document. The returned function fails if another document has been loaded since. */
export async function mark(visitor: Visitor): Promise<() => Promise<void>> {
  await visitor.page.evaluate(() => Object.assign(window, { marked: true }));
  return async () => expect(await visitor.page.evaluate(() => 'marked' in window), 'the document was not reloaded').toBe(true);
}

/** Runs in every page. A page hydrates synchronously after its last WebAssembly file is instantiated. */
function noteHydration(): void {
  const instantiate = WebAssembly.instantiateStreaming;
  let underWay = 0;
  WebAssembly.instantiateStreaming = async (source: globalThis.Response | PromiseLike<globalThis.Response>, imports?: WebAssembly.Imports) => {
    underWay += 1;
    const instance = await instantiate(source, imports);
    underWay -= 1;
    setTimeout(() => underWay || Object.assign(window, { hydrated: true }));
    return instance;
  };
}
