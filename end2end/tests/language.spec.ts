import { test, expect } from './support/test';
import { byId, data, wordsIn } from './support/words';

// The browser has the texts of one language only, so a page in another one is a document of its own.

const ENGLISH = wordsIn('en', byId('language-name'));
const GERMAN = wordsIn('de', byId('language-name'));
const IN_GERMAN = data(wordsIn('de', 'Language (optional)'));

test('who saves another language sees the page in it', async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  await visitor.profile('Language (optional)').selectOption(GERMAN);
  await visitor.button('Save changes').click();
  await expect(visitor.page.locator('html')).toHaveAttribute('lang', 'de');
  await visitor.hydrated();
  await expect(visitor.field(IN_GERMAN)).toHaveValue('de');
  await visitor.field(IN_GERMAN).selectOption(ENGLISH);
  await visitor.page.locator('form[action="/actions/profile"] .btn-primary').click();
  await expect(visitor.page.locator('html')).toHaveAttribute('lang', 'en');
});

test('who signs in reads the language of the account', async ({ visitor, server, maren }) => {
  await server.command(['user', 'update', maren.username, '--language', 'de']);
  await visitor.open('/login');
  await visitor.signInHere(maren);
  await expect(visitor.page).toHaveURL('/account');
  await expect(visitor.page.locator('html')).toHaveAttribute('lang', 'de');
  await visitor.hydrated();
  await expect(visitor.field(IN_GERMAN)).toHaveValue('de');
});
