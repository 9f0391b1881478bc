import { expect, type CDPSession } from '@playwright/test';
import { App } from './totp';
import type { Visitor } from './visitor';
import { words } from './words';

/** Adds an authenticator app on the page for that, and returns it. */
export async function addApp(visitor: Visitor): Promise<App> {
  await visitor.open('/account/security/authenticator');
  const app = await App.with((await visitor.page.locator('.setup code').textContent())!);
  await visitor.field('Code from your authenticator app').fill(app.code());
  await visitor.button('Add app').click();
  await visitor.isAt('/account/security', 'Security');
  return app;
}

/** Makes recovery codes on the security page, and returns them. */
export async function makeRecoveryCodes(visitor: Visitor): Promise<string[]> {
  await visitor.open('/account/security');
  await visitor.button('Make recovery codes').click();
  const codes = await visitor.page.locator('.recovery-codes pre').textContent();
  return codes!.trim().split('\n');
}

/** An authenticator in the browser that keeps passkeys. */
export class Authenticator {
  private constructor(
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /**
   * `isUsedInField`: whether it answers at once when a page asks for a passkey in the field of the username. Otherwise nobody
   * chooses one there, and the request waits until the page ends it.
   */
  static async in(visitor: Visitor, { isUserVerified = true, isUsedInField = true } = {}): Promise<Authenticator> {
    if (!isUsedInField) await visitor.page.addInitScript(waitInField);
    const session = await visitor.context.newCDPSession(visitor.page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified,
        automaticPresenceSimulation: true,
      },
    });
    return new Authenticator(session, authenticatorId);
  }

  /** Its passkeys: their names. */
  async names(): Promise<string[]> {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', { authenticatorId: this.authenticatorId });
    return credentials.map(({ userName }) => userName ?? '');
  }
}

/**
 * Runs in the page. Who touches the authenticator only after the field waits for it would be a race: the request is made after
 * the button is shown.
 */
function waitInField(): void {
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (options) => {
    if (options?.mediation !== 'conditional') return get(options);
    const { signal } = options;
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
  };
}

/** Adds a passkey on the security page. */
export async function addPasskey(visitor: Visitor): Promise<void> {
  await visitor.open('/account/security');
  await visitor.unfold('Passkeys');
  await visitor.button('Add a passkey').click();
  await visitor.seesToast('Passkey added.');
  await expect(visitor.section('Passkeys').getByRole('listitem')).toContainText(words('On one device only'));
}
