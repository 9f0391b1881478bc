import type { Locator } from '@playwright/test';
import { OTHER_PASSPHRASE, pageOf, tryPassword } from './support/people';
import { test, expect } from './support/test';
import { mark, type Visitor } from './support/visitor';
import { byId, data, words, type Arguments } from './support/words';

test('an event is expanded, and leads to the user and to all events of the user', async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, OTHER_PASSPHRASE);
  await visitor.enter(ada, '/account');
  await visitor.link('Audit log').click();
  await visitor.isAt('/audit', 'Audit log');
  await visitor.hasTitle('Audit log');
  await expect(visitor.link('Audit log')).toHaveAttribute('aria-current', 'page');
  const registered = words('{ $actor } registered', by(maren.name));
  const created = words('{ $actor } created { $account }', { ...by(words('The operator')), ...of(ada.name) });
  await expect(sentences(visitor)).toHaveText([words('{ $actor } signed in', by(ada.name)), refusal(), registered, created]);
  const refused = rows(visitor).nth(1);
  const reason = refused.getByText(words('Username and password did not match'));
  await expect(reason).toBeHidden();
  await refused.locator('summary').click();
  await expect(reason).toBeVisible();
  await visitor.button('Copy the id of { $name }', { name: maren.name }, refused).click();
  await visitor.seesToast('Copied.');
  await visitor.link(data(maren.name), {}, refused).click();
  await visitor.isAt(await pageOf(server, maren), data(maren.name));
  await visitor.link(byId('see-all')).click();
  await expect(visitor.page).toHaveURL(/\/audit\?person=[0-9a-f-]{36}$/);
  await expect(sentences(visitor)).toHaveText([refusal(), registered]);
});

test('filters change list, address and export links without a reload', async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, OTHER_PASSPHRASE);
  await visitor.enter(ada, '/audit');
  const stayed = await mark(visitor);
  await visitor.moreFilters();
  await visitor.field('Result').selectOption(words('Refused'));
  await expect(sentences(visitor)).toHaveText([refusal()]);
  await visitor.isAt('/audit?result=refused', 'Audit log');
  await expect(visitor.link('Export CSV')).toHaveAttribute('href', '/audit/export?format=csv&result=refused');
  await visitor.hears('{ $count } events', { count: 1 });
  await visitor.field('User').fill(ada.username);
  await visitor.field('User').press('Enter');
  await expect(visitor.heading('No events match your filters')).toBeVisible();
  await visitor.page.goBack();
  await expect(visitor.field('User')).toHaveValue('');
  await expect(sentences(visitor)).toHaveText([refusal()]);
  await visitor.page.goBack();
  await expect(visitor.field('Result')).toHaveValue('');
  await expect(rows(visitor)).toHaveCount(4);
  await stayed();

  await visitor.open('/audit?to=2020-01-01');
  await expect(visitor.heading('No events match your filters')).toBeVisible();
  await visitor.link('Clear filters').click();
  await visitor.isAt('/audit', 'Audit log');
  await expect(visitor.page.locator('#to')).toHaveValue('');
  await expect(rows(visitor)).toHaveCount(4);
});

test('links narrow the log to kinds, to a period, and to what came from one address', async ({ visitor, server, ada, maren }) => {
  await tryPassword(server, maren.username, OTHER_PASSPHRASE);
  await visitor.enter(ada, '/audit');
  const stayed = await mark(visitor);
  await visitor.link('Sign-ins').click();
  await expect(sentences(visitor)).toHaveText([words('{ $actor } signed in', by(ada.name)), refusal()]);
  await expect(visitor.link('Sign-ins')).toHaveAttribute('aria-current', 'true');
  await visitor.link('24 hours').click();
  await visitor.isAt('/audit?kinds=sign_ins&period=24h', 'Audit log');
  await rows(visitor).first().locator('.c-from a').last().click();
  await expect(visitor.page).toHaveURL(/[?&]address=/);
  await expect(sentences(visitor)).not.toHaveCount(0);
  await visitor.link('Clear all').click();
  await visitor.isAt('/audit', 'Audit log');
  await expect(rows(visitor)).toHaveCount(4);
  await stayed();
});

test('pagination leads to older events and back to newer ones', async ({ visitor, server, ada, maren }) => {
  const created = words('{ $actor } created { $account }', { ...by(words('The operator')), ...of(ada.name) });
  await tryPassword(server, maren.username, OTHER_PASSPHRASE);
  await visitor.enter(ada, '/audit?per_page=3');
  await expect(rows(visitor)).toHaveCount(3);
  await expect(visitor.link('Newer events')).toHaveCount(0);
  await visitor.link('Older events').click();
  await expect(visitor.page).toHaveURL(/[?&]before=/);
  await expect(sentences(visitor)).toHaveText([created]);
  await expect(visitor.link('Older events')).toHaveCount(0);
  await visitor.link('Newer events').click();
  await expect(visitor.page).toHaveURL(/[?&]after=/);
  await expect(rows(visitor)).toHaveCount(3);
  await visitor.page.goBack();
  await expect(sentences(visitor)).toHaveText([created]);
  await visitor.link(data('100')).click();
  await visitor.isAt('/audit?per_page=100', 'Audit log');
  await expect(rows(visitor)).toHaveCount(4);
});

test('users find their activity among the sections of their account', async ({ visitor, maren }) => {
  const own = { actor: words(byId('audit-actor-you')) };
  await visitor.enter(maren, '/account/security');
  await visitor.link(byId('security-activity')).click();
  await visitor.isAt('/account/activity', 'Your activity');
  await visitor.hasTitle('Your activity');
  await expect(visitor.navigation('Your account').locator('[aria-current=page]')).toHaveText(words('Activity'));
  await expect(sentences(visitor)).toHaveText([words('{ $actor } signed in', own), words('{ $actor } registered', own)]);
  await visitor.moreFilters();
  await visitor.field('Event').selectOption(words('Signed in'));
  await expect(sentences(visitor)).toHaveText([words('{ $actor } signed in', own)]);
  await expect(rows(visitor).locator('.c-from')).not.toBeEmpty();
  // Closed again, because an open menu covers the page.
  await visitor.moreFilters();
  await visitor.link('Security').click();
  await visitor.isAt('/account/security', 'Security');
});

test.describe('far from UTC', () => {
  const timeZone = 'Asia/Kathmandu';
  test.use({ timezoneId: timeZone });

  test('times are those of the reader, in every language', { tag: '@german' }, async ({ visitor, ada }) => {
    await visitor.enter(ada, '/audit');
    await visitor.hydrated();
    const time = rows(visitor).first().locator('.c-when time');
    await expect(time).toHaveAttribute('data-zone', '');
    const at = new Date((await time.getAttribute('datetime'))!);
    const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
    await expect(time).toContainText(clock);
    await expect(time).not.toContainText('UTC');
    for (const width of [1280, 1440]) {
      await visitor.page.setViewportSize({ width, height: 900 });
      const heights = await rows(visitor).evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
      expect(Math.max(...heights), 'each event has one line').toBeLessThan(50);
    }
  });
});

/** Who did it, at the beginning of a sentence. */
function by(name: string): Arguments {
  return { actor: words(byId('audit-actor-other'), { name }) };
}

/** Whose account it was done to. */
function of(name: string): Arguments {
  return { account: words('the account of { $name }', { name }) };
}

function refusal(): string {
  return words('A sign-in to { $account } was refused', of('Maren Holt'));
}

function rows({ page }: Visitor): Locator {
  return page.locator('tbody').getByRole('row');
}

/** The text of each event. */
function sentences(visitor: Visitor): Locator {
  return rows(visitor).locator('summary > span:not(.badge)');
}
