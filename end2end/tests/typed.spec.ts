import { administrator, pageOf } from './support/people';
import { test, expect } from './support/test';

const KEPT = 'Not saved yet: what you typed here before is still here, except passwords.';

test('what is typed is still there after a look elsewhere, except passwords', async ({ visitor, maren }) => {
  await visitor.open('/login');
  await visitor.link('Create account').click();
  await visitor.fill({ Username: 'maren.winter', Email: 'winter@example.org', Password: maren.password });
  await visitor.page.goBack();
  await visitor.isAt('/login', 'Sign in');
  await visitor.page.goForward();
  await expect(visitor.text(KEPT)).toBeVisible();
  await expect(visitor.field('Username')).toHaveValue('maren.winter');
  await expect(visitor.field('Email')).toHaveValue('winter@example.org');
  await expect(visitor.field('Password')).toHaveValue('');

  await visitor.enter(maren, '/account');
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.link('Security').click();
  await visitor.isAt('/account/security', 'Security');
  await visitor.link('Profile').click();
  await expect(visitor.profile('Name (optional)')).toHaveValue('Maren Winter');
  await visitor.button('Save changes').click();
  await visitor.seesToast('Changes saved.');
  await expect(visitor.text(KEPT)).toHaveCount(0);
});

test('another user of the tab does not see what was typed', async ({ visitor, server, ada, maren }) => {
  await visitor.enter(maren, '/account');
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.enter(ada, '/account');
  await expect(visitor.profile('Username')).toHaveValue(ada.username);
  await expect(visitor.profile('Name (optional)')).not.toHaveValue('Maren Winter');

  // A form for something new begins with the same values for both.
  const kept = () => visitor.page.evaluate(() => Object.values(sessionStorage).join());
  await visitor.open('/users/new');
  await visitor.field('Email').fill('winter@example.org');
  await expect.poll(kept).toContain('winter@example.org');
  await visitor.enter(await administrator(server), '/users/new');
  await visitor.hydrated();
  await expect.poll(kept).not.toContain('winter@example.org');
  await expect(visitor.field('Email')).toHaveValue('');
});

test('a question is asked before unsaved changes are left', async ({ visitor, server, ada, maren }) => {
  const page = await pageOf(server, maren);
  await visitor.enter(ada, page);
  await visitor.page.waitForLoadState('networkidle');
  await visitor.field('Name (optional)').fill('Maren Winter');
  await visitor.link('Audit log').click();
  const question = visitor.dialog('Leave without saving?');
  await visitor.button('Stay', {}, question).click();
  await expect(visitor.field('Name (optional)')).toHaveValue('Maren Winter');
  await visitor.link('Audit log').click();
  await visitor.button('Leave', {}, question).click();
  await visitor.isAt('/audit', 'Audit log');
  await visitor.page.goBack();
  await expect(visitor.field('Name (optional)')).toHaveValue('Maren Holt');
});

test('a profile that was saved in another tab is replaced only by choice', async ({ visitor, maren }) => {
  const name = visitor.profile('Name (optional)');
  await visitor.enter(maren, '/account');
  const lose = async (theirs: string, mine: string) => {
    const tab = await visitor.tab();
    await tab.open('/account');
    await tab.profile('Name (optional)').fill(theirs);
    await tab.button('Save changes').click();
    await tab.seesToast('Changes saved.');
    await tab.page.close();
    await name.fill(mine);
    await visitor.submitRejected(visitor.button('Save changes'), '/actions/profile', 412);
    await expect(visitor.page.getByRole('row').filter({ hasText: mine })).toContainText(theirs);
  };
  await lose('Maren Winter', 'Maren Summer');
  await visitor.button('Use mine').click();
  await visitor.seesToast('Changes saved.');
  await lose('Maren Spring', 'Maren Autumn');
  await visitor.link('Use theirs').click();
  await expect(name).toHaveValue('Maren Spring');
});

test('links and forms wait while the browser is offline', async ({ visitor, guard, maren }) => {
  await visitor.enter(maren, '/account');
  await visitor.page.waitForLoadState('networkidle');
  await visitor.profile('Name (optional)').fill('Maren Winter');
  await visitor.context.setOffline(true);
  await visitor.button('Save changes').click();
  const offline = 'You are offline. What you entered is still here, and is sent as soon as you are connected again.';
  await expect(visitor.text(offline)).toBeVisible();
  await visitor.context.setOffline(false);
  await visitor.seesToast('Changes saved.');
  await visitor.context.setOffline(true);
  await visitor.link('Devices').click();
  await expect(visitor.text('You are offline. The page opens as soon as you are connected again.')).toBeVisible();
  await visitor.context.setOffline(false);
  await visitor.isAt('/account/devices', 'Devices');
  // The script has tried whether the server answers all the same.
  guard.problems.splice(0);
});
