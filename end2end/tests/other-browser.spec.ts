import { registerClient, request } from './support/clients';
import { confirmation, linkIn } from './support/mail';
import { somebody } from './support/people';
import { expect, test } from './support/test';
import { byId, words } from './support/words';

// The link in a message is opened in another browser than the one that has asked for it. The table of doors is tested in Rust.

const SITE = 'https://wiki.example.com';
const LAUNCH = `${SITE}/start`;
const APPLICATION = { application: 'Wiki' };

test.use({ settings: { VESTIBULE_REQUIRE_VERIFIED_EMAIL: 'on' } });

test('a link in another browser names the application and has a button to it', { tag: ['@plain', '@german'] }, async ({
  visitor,
  elsewhere,
  server,
}) => {
  await registerClient(server, SITE, { launch_uri: LAUNCH });
  const person = somebody();
  await visitor.page.goto(request(server, SITE));
  await visitor.hydrated();
  await visitor.link('Create account').click();
  await expect(visitor.page).toHaveURL((url) => url.pathname === '/register');
  await visitor.fillAccount(person);
  await visitor.button('Create account').click();
  await expect(visitor.page).toHaveURL((url) => url.pathname === '/check-mail');

  const link = await linkIn(confirmation(server, person));
  await elsewhere.open(link);
  await expect(elsewhere.text(byId('going-to'), APPLICATION)).toBeVisible();
  await elsewhere.field('The password that you chose').fill(person.password);
  await elsewhere.button('Confirm').click();
  await elsewhere.isAt('/login', 'Sign in');
  await elsewhere.seesToast('Email address confirmed.');
  await expect(elsewhere.text(byId('going-to'), APPLICATION)).toBeVisible();
  await expect(elsewhere.link(byId('going-to-open'), APPLICATION)).toHaveAttribute('href', LAUNCH);
  await elsewhere.reload();
  await expect(elsewhere.page.getByText(words(byId('going-to-open'), APPLICATION))).toHaveCount(0);
});
