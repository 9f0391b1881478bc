import { digitsIn, linkIn } from './support/mail';
import { confirmedMember } from './support/people';
import { test, expect } from './support/test';
import { isInvalid, Visitor } from './support/visitor';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const NOTICE = 'New sign-in to your account';

test('a sign-in from a new browser is reported with the link in its notice', { tag: ['@nightly-without-javascript', '@both-engines'] }, async ({ visitor, elsewhere, server, guard, browser, baseURL, javaScript }) => {
  const maren = await confirmedMember(server);
  await visitor.enter(maren);
  const context = await browser.newContext({ baseURL: baseURL!, javaScriptEnabled: javaScript, userAgent: FIREFOX });
  const stranger = await Visitor.in(context, guard, javaScript);
  await stranger.signIn(maren);

  const notice = server.mail(maren.email, NOTICE);
  expect(await notice).toContain('Device: Firefox on Linux');
  const { pathname, search } = await linkIn(notice);
  const digits = await digitsIn(notice);
  // A mail program may open the link ahead of its reader.
  for (let visit = 0; visit < 3; visit += 1) expect((await elsewhere.context.request.get(pathname + search)).status()).toBe(200);

  await elsewhere.open(pathname + search);
  await elsewhere.isAt(pathname + search, 'Was this not you?');
  const code = elsewhere.field('Six digits from the message');
  await code.fill(digits === '000000' ? '111111' : '000000');
  await elsewhere.submitRejected(elsewhere.button('Sign out the device'), '/actions/report-sign-in', 422);
  await isInvalid(code, 'These are not the digits from the message. 4 tries are left.');
  await code.fill(digits);
  await elsewhere.button('Sign out the device').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.seesToast('The device is signed out. We have sent you a message with a link to choose a new password.');

  await stranger.isSignedOut();
  await expect(stranger.page.getByText('You were signed out because the owner of the account reported this sign-in.')).toBeVisible();
  await visitor.isSignedInAs(maren);
  const recovery = await linkIn(server.mail(maren.email, 'Choose a new password'));
  await elsewhere.open(recovery.pathname + recovery.search);
  await expect(elsewhere.page.getByRole('heading', { level: 1 })).toHaveText('Choose a password');

  guard.expect(pathname, 404);
  expect((await elsewhere.open(pathname + search)).status()).toBe(404);
  await context.close();
});
