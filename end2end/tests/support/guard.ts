import type { BrowserContext, ConsoleMessage, Request, Response } from '@playwright/test';

/** Watches a browser and records errors that users should never see. */
export class Guard {
  readonly problems: string[] = [];
  private readonly expected: { path: string; status: number; came: boolean }[] = [];
  private readonly foreign = new Set<string>();
  private readonly dispensable = new Set<string>();
  private readonly apps = new Set<string>();

  constructor(
    private readonly origin: string,
    private readonly javaScript: boolean,
  ) {}

  /** Expects `path`, or a URL of another origin, to respond with the error `status` from now on. It is a problem if it never does. */
  expect(path: string, status: number): void {
    this.expected.push({ path, status, came: false });
  }

  /** Allows `path` and everything below it to be missing. */
  allowMissing(path: string): void {
    this.expected.push({ path, status: 404, came: true });
    this.dispensable.add(this.origin + path);
  }

  /** Allows requests to another origin. */
  allowOrigin(origin: string): void {
    this.foreign.add(origin);
  }

  /** Allows to open an app, by its scheme with the colon. No browser of a test has one, and some say so. */
  allowApp(scheme: string): void {
    this.apps.add(scheme);
  }

  async watch(context: BrowserContext): Promise<void> {
    await context.addInitScript(reportViolations);
    context.on('console', (message) => this.onConsole(message));
    context.on('weberror', (error) => this.problems.push(`uncaught: ${error.error().stack ?? error.error()}`));
    context.on('request', (request) => this.onRequest(request));
    context.on('requestfailed', (request) => this.onFailure(request));
    context.on('response', (response) => this.onResponse(response));
  }

  /** All problems, including expected errors that did not occur. */
  verdict(): string[] {
    const missing = this.expected.filter(({ came }) => !came);
    return [...this.problems, ...missing.map(({ path, status }) => `${path} never responded with ${status}`)];
  }

  private onConsole(message: ConsoleMessage): void {
    const type = message.type();
    if (type !== 'error' && type !== 'warning' && type !== 'assert') return;
    // Without JavaScript the browser preloads the WebAssembly too, and warns that it is not used.
    if (!this.javaScript && /\.(wasm|txt) was preloaded using link preload but not used/.test(message.text())) return;
    if ([...this.dispensable].some((missing) => message.text().includes(missing))) return;
    if ([...this.apps].some((scheme) => message.text().includes(`launch '${scheme}`))) return;
    // The script that loads the parts does not report the URL.
    if (this.dispensable.size && /HTTP status code is not ok/.test(message.text())) return;
    const url = message.location().url;
    const status = /^Failed to load resource: .* status of (\d{3})/.exec(message.text())?.[1];
    if (status && this.isExpected(url, Number(status))) return;
    this.problems.push(`console ${type}: ${message.text()} (${url})`);
  }

  private onRequest(request: Request): void {
    const { origin, protocol } = new URL(request.url());
    const local = origin === this.origin || this.foreign.has(origin) || ['data:', 'blob:', 'about:', ...this.apps].includes(protocol);
    if (!local) this.problems.push(`request to a foreign origin: ${request.url()}`);
  }

  private onFailure(request: Request): void {
    const reason = request.failure()?.errorText ?? '';
    if (this.apps.size && reason === 'net::ERR_UNKNOWN_URL_SCHEME') return;
    // Leaving a page aborts its requests. Policy violations are on the console; without JavaScript all scripts count as
    // blocked.
    if (reason !== 'net::ERR_ABORTED' && reason !== 'csp') this.problems.push(`request failed: ${request.url()} ${reason}`);
  }

  private onResponse(response: Response): void {
    if (response.status() >= 400 && !this.isExpected(response.url(), response.status())) {
      this.problems.push(`status ${response.status()}: ${response.request().method()} ${response.url()}`);
    }
  }

  private isExpected(url: string, status: number): boolean {
    const asked = withoutQuery(url);
    const matches = (whole: string) => asked === whole || (this.dispensable.has(whole) && asked.startsWith(`${whole}/`));
    const entries = this.expected.filter((entry) => entry.status === status && matches(new URL(entry.path, this.origin).href));
    entries.forEach((entry) => (entry.came = true));
    return entries.length > 0;
  }
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*/, '');
}

/** Runs in every page before its own scripts. */
function reportViolations(): void {
  addEventListener('securitypolicyviolation', (event) => {
    console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
}
