import { beyond, violations } from './support/axe';
import { tabTo } from './support/keyboard';
import { publish, rules } from './support/terms';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';
import { byId, words } from './support/words';

// Their pages are the same with and without JavaScript. Terms of an application are in forward-auth.spec.ts, and the box in the form of a
// registration in register.spec.ts.

const ACCEPT = '/terms/accept?next=%2Faccount%2Fdevices';

test('terms are published on a page, planned and withdrawn, and anybody can read them', { tag: ['@plain', '@german'] }, async ({
  visitor,
  elsewhere,
  server,
  guard,
  ada,
}) => {
  const { page } = visitor;
  guard.expect('/terms', 404);
  await elsewhere.open('/terms');
  await visitor.enter(ada, '/terms/manage');
  await visitor.isAt('/terms/manage', byId('terms'));
  const [english, german] = [page.locator('#document-en'), page.locator('#document-de')];
  await english.fill('# Rules\n\nBe <b>nice</b>.');
  await german.fill('https://example.org/agb');
  guard.expect('/actions/terms/publish', 422);
  await visitor.button(byId('terms-publish')).click();
  await expect(page.getByRole('alert')).toContainText(words(byId('terms-link-or-text')));
  await expect(english).toHaveValue('# Rules\n\nBe <b>nice</b>.');
  await expect(german).toHaveValue('https://example.org/agb');
  await german.fill('# Regeln\n\nSeien Sie nett.');
  await visitor.button(byId('terms-publish')).click();
  await visitor.isAt('/terms/manage', byId('terms'));
  const versions = page.getByRole('main').locator('div', { has: page.locator('strong') });
  await expect(versions).toContainText([words(byId('terms-is-in-effect'))]);
  await expect(versions).toContainText([words(byId('terms-accepted-by'), { accounts: 0 })]);

  await english.fill('https://example.org/terms');
  await page.locator('#applies_from').fill('2099-01-01');
  await visitor.button(byId('terms-publish')).click();
  await expect(versions).toContainText([words(byId('terms-planned')), words(byId('terms-is-in-effect'))]);
  await visitor.button(byId('terms-withdraw')).click();
  await expect(versions).toHaveCount(1);

  await elsewhere.open('/terms');
  await elsewhere.isAt('/terms', byId('terms'));
  await expect(elsewhere.page.getByRole('heading', { level: 2 })).toHaveText(rules().heading);
  expect(JSON.parse(await server.command(['terms', 'list', '--json'])).versions).toHaveLength(1);
});

test('who does not accept keeps the account and is asked again, and who accepts goes on', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
  maren,
}) => {
  const version = await publish(server, ada);
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await isAsked(visitor);
  await visitor.link(byId('terms-not-now')).click();
  await visitor.isAt('/account', 'Your account');
  await visitor.hydrated();
  await visitor.open('/account/your-data');
  await visitor.isAt('/account/your-data', byId('title-own-data'));
  await visitor.signOut();

  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await isAsked(visitor);
  await visitor.button(byId('terms-accept')).click();
  await visitor.isAt('/account/devices', byId('devices'));
  const { versions } = JSON.parse(await server.command(['terms', 'list', '--json']));
  expect(versions).toMatchObject([{ version, state: 'in-effect', accepted: 1 }]);
  // Nothing is left to accept, so the page leads on.
  await visitor.open(ACCEPT);
  await visitor.isAt('/account/devices', byId('devices'));
});

test('another version is asked for at the next sign-in, and only that one', { tag: '@plain' }, async ({ visitor, server, ada, maren }) => {
  await publish(server, ada);
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await visitor.button(byId('terms-accept')).click();
  await visitor.isAt('/account/devices', byId('devices'));
  await visitor.hydrated();
  await visitor.signOut();
  await publish(server, ada, { texts: [], links: ['https://example.org/terms'] });
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await expect(visitor.page).toHaveURL(ACCEPT);
  await expect(visitor.link(byId('terms-read'))).toHaveAttribute('href', 'https://example.org/terms');
  await expect(visitor.page.getByRole('heading', { level: 2 })).toHaveCount(0);
  await visitor.button(byId('terms-accept')).click();
  await visitor.isAt('/account/devices', byId('devices'));
});

test('the keyboard alone accepts terms, and their pages are accessible and wide enough', async ({ visitor, server, ada, maren }) => {
  const { page } = visitor;
  await publish(server, ada);
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await isAsked(visitor);
  for (const path of ['/terms', '/terms/1', ACCEPT]) {
    await visitor.open(path);
    expect.soft(await violations(page), path).toEqual([]);
    expect.soft(await beyond(page), path).toBeLessThanOrEqual(0);
  }
  await tabTo(visitor, visitor.button(byId('terms-accept')));
  await page.keyboard.press('Enter');
  await visitor.isAt('/account/devices', byId('devices'));
});

/** Expects the page that asks for the terms in the language of the run, on the way to the devices. */
async function isAsked(visitor: Visitor): Promise<void> {
  await visitor.isAt(ACCEPT, byId('terms-accept-title'));
  await expect(visitor.page.getByRole('heading', { level: 2 })).toHaveText(rules().heading);
  await expect(visitor.page.getByText(rules().text)).toBeVisible();
}
