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

  static async in(visitor: Visitor, { isUserVerified = true } = {}): Promise<Authenticator> {
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

  /** Whether somebody touches it at once when it is asked. A request in the field of the username waits otherwise. */
  async isTouched(enabled: boolean): Promise<void> {
    await this.session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.authenticatorId, enabled });
  }

  /** Its passkeys: their names. */
  async names(): Promise<string[]> {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', { authenticatorId: this.authenticatorId });
    return credentials.map(({ userName }) => userName ?? '');
  }
}

/** Adds a passkey on the security page. */
export async function addPasskey(visitor: Visitor): Promise<void> {
  await visitor.open('/account/security');
  await visitor.button('Add a passkey').click();
  await visitor.seesToast('Passkey added.');
  await expect(visitor.section('Passkeys').getByRole('listitem')).toContainText(words('On one device only'));
}
