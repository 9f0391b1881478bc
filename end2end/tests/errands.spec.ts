import { count, type Counted } from './support/counted';
import { Authenticator } from './support/factors';
import { member, somebody } from './support/people';
import { test, expect } from './support/test';
import { data, words } from './support/words';

// What people come for, and what it takes: at most what the best of the peers takes (docs/internals/errands.md).

/** `fields`: names of those that are filled in or chosen. */
function took({ presses, fields }: Counted, most: { presses: number; fields: string[] }): void {
  expect(presses.length, `presses: ${presses.join(' › ')}`).toBeLessThanOrEqual(most.presses);
  expect(fields, `fields after the presses: ${presses.join(' › ')}`).toEqual(most.fields);
}

test('an account is made from an address alone', async ({ visitor, ada }) => {
  await visitor.enter(ada, '/');
  const counted = await count(visitor.page);
  await visitor.link('Users').first().click();
  await visitor.link('Create user').click();
  await visitor.field('Email').fill(somebody().email);
  await visitor.button('Create user').click();
  await expect(visitor.heading('About this account')).toBeVisible();
  took(counted, { presses: 3, fields: ['email'] });
});

test('who signed in last night is three presses away', async ({ visitor, ada }) => {
  await visitor.enter(ada, '/');
  const counted = await count(visitor.page);
  await visitor.link('Audit log').click();
  await visitor.link('Last night').click();
  await visitor.link('Sign-ins').click();
  await expect(visitor.link('Sign-ins')).toHaveAttribute('aria-current', 'true');
  took(counted, { presses: 3, fields: [] });
});

test('thirty people are disabled with a range', async ({ visitor, server, ada }) => {
  for (let number = 0; number < 30; number += 1) {
    const person = somebody();
    await member(server, { ...person, email: `${person.username}@thirty.example` });
  }
  await visitor.enter(ada, '/');
  const counted = await count(visitor.page);
  await visitor.link('Users').first().click();
  await visitor.field('Search users').fill('thirty.example');
  const boxes = visitor.page.getByRole('row').getByRole('checkbox', { name: /maren/ });
  // The list before the search has as many rows of them. It moves when the results come, which a click would miss.
  const found = words('{ $first }–{ $last } of { $total }', { first: 1, last: 20, total: 30 });
  await expect(visitor.page.locator('#pages')).toContainText(found);
  await expect(boxes).toHaveCount(20);
  await visitor.link(data('50')).click();
  await expect(boxes).toHaveCount(30);
  await boxes.first().check();
  await boxes.last().click({ modifiers: ['Shift'] });
  await expect(visitor.text('{ $number } selected', { number: 30 })).toBeVisible();
  await visitor.button('Disable', {}, visitor.bar).click();
  await visitor.button(data('Disable 30 accounts')).click();
  await expect(visitor.button('Undo')).toBeVisible();
  took(counted, { presses: 6, fields: ['ids[]'] });
});

test('somebody who leaves loses every session with one press on their page', async ({ visitor, elsewhere, ada, maren }) => {
  await elsewhere.authenticate(maren);
  await visitor.enter(ada, '/');
  const counted = await count(visitor.page);
  await visitor.link('Users').first().click();
  await visitor.field('Search users').fill(maren.username);
  // The results that the person looks at: the address changes with them, and would take a faster click back to the list.
  await expect(visitor.page).toHaveURL(/[?&]q=/);
  await visitor.link(data(maren.name)).click();
  await visitor.button('Disable').click();
  await visitor.seesToast('{ $name } is disabled.', { name: maren.name });
  await elsewhere.isSignedOut();
  took(counted, { presses: 3, fields: [] });
});

test('people of a file are imported and invited', async ({ visitor, ada }) => {
  await visitor.enter(ada, '/');
  const counted = await count(visitor.page);
  await visitor.link('Users').first().click();
  await visitor.opener('Import and export').click();
  await visitor.link('Import users').first().click();
  const rows = Array.from({ length: 40 }, (_, number) => `person${number}@example.org\n`);
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(`email\n${rows.join('')}`) };
  await visitor.page.locator('input[type=file]').setInputFiles(file);
  await visitor.button('Import').click();
  await visitor.link('Send links to choose a password').click();
  await visitor.button('Send { $count } invitations', { count: 40 }).click();
  await visitor.seesToast('The invitations are being sent. You may leave this page.');
  expect(counted.presses, counted.presses.join(' › ')).toHaveLength(6);
});

test('a passkey is three presses from the account', async ({ visitor, maren }) => {
  await Authenticator.in(visitor);
  await visitor.enter(maren, '/account');
  const counted = await count(visitor.page);
  await visitor.link('Security').click();
  await visitor.unfold('Passkeys');
  await visitor.button('Add a passkey').click();
  await visitor.seesToast('Passkey added.');
  took(counted, { presses: 3, fields: [] });
});
