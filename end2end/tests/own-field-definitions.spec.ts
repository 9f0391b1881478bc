import { define, definitionOf, DEPARTMENT, DEPARTMENT_LABEL, fillIn, noteOf, unfold, valueOf, valuesOf } from './support/fields';
import { tabTo } from './support/keyboard';
import { pageOf } from './support/people';
import { test, expect } from './support/test';
import { isInvalid, type Visitor } from './support/visitor';
import { byId, data, words } from './support/words';

/** The kinds with their ids, what is entered into an input of theirs, and what it is then. */
const KINDS: [kind: string, label: string, entered: string, stored: string][] = [
  ['text', 'own-field-text', ' Sales ', 'Sales'],
  ['long-text', 'own-field-long-text', 'One\nTwo', 'One\nTwo'],
  ['number', 'own-field-number', '007,50', '7.5'],
  ['date', 'own-field-date', '2001-02-03', '2001-02-03'],
  ['url', 'own-field-url', 'HTTPS://Example.org', 'https://example.org/'],
  ['phone', 'own-field-phone', '+49 (30) 123-456', '+4930123456'],
  ['country', 'own-field-country', 'de', 'DE'],
];
/** Those whose values are chosen. */
const CHOSEN: [kind: string, label: string][] = [
  ['yes-no', 'own-field-yes-no'],
  ['choice', 'own-field-choice'],
  ['choices', 'own-field-several'],
];
const CHOICES = 'Choices, one per line';

test('a field of each kind is defined on a page, and filled in on the page of the account', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
}) => {
  test.slow();
  await visitor.enter(ada, '/users');
  await visitor.link(byId('own-fields')).click();
  await visitor.isAt('/users/fields', byId('own-fields'));
  await expect(visitor.text(byId('own-fields-none'))).toBeVisible();
  for (const [kind, label] of [...KINDS, ...CHOSEN]) {
    await visitor.open('/users/fields');
    await visitor.link(byId(label)).click();
    await visitor.isAt(`/users/fields/add/${kind}`, byId('title-new-own-field'));
    await visitor.hydrated();
    await expect(visitor.link(byId(label))).toHaveAttribute('aria-current', 'page');
    await visitor.field('Name').fill(kind);
    if (kind.startsWith('choice')) await visitor.field(CHOICES).fill('sales=Sales\nit=IT');
    await create(visitor);
    await visitor.isAt(`/users/fields/${kind}`, data(kind));
    await visitor.seesToast(byId('notice-own-field-created'));
  }

  await visitor.open('/account');
  const own = visitor.section(byId('own-values'));
  for (const [kind, , entered] of KINDS) await valueOf(visitor, kind).fill(entered);
  await own.getByRole('radio', { name: words(byId('own-field-no')), exact: true }).check();
  await valueOf(visitor, 'choice').selectOption({ label: 'IT' });
  for (const name of ['IT', 'Sales']) await own.getByRole('checkbox', { name, exact: true }).check();
  await visitor.button('Save changes', {}, own).click();
  await visitor.seesToast('Changes saved.');
  for (const [kind, , , stored] of KINDS) await expect(valueOf(visitor, kind)).toHaveValue(stored);
  await expect(own.getByRole('radio', { name: words(byId('own-field-no')), exact: true })).toBeChecked();
  await expect(valueOf(visitor, 'choice')).toHaveValue('it');
  const texts = Object.fromEntries(KINDS.map(([kind, , , stored]) => [kind, stored]));
  const chosen = { 'yes-no': false, choice: 'it', choices: ['sales', 'it'] };
  expect(await valuesOf(server, ada)).toEqual({ ...texts, number: 7.5, ...chosen });
});

test('what cannot work is refused where it was entered, and nothing typed is lost', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
}) => {
  await visitor.enter(ada, '/users/fields/add/text');
  const lines = 'de=Kürzel\nde=Zeichen';
  await visitor.fill({ Name: 'Not a name', 'Label, one line per language (optional)': lines });
  await unfold(visitor, words(byId('own-field-part-rules')));
  await visitor.fill({
    'Least number of characters (optional)': '5',
    'Greatest number of characters (optional)': '3',
    'Pattern (optional)': '(?=a)b',
  });
  await create(visitor);
  await isInvalid(visitor.field('Name'), byId('own-field-name-rule'));
  await isInvalid(visitor.field('Label, one line per language (optional)'), byId('own-field-line-twice'));
  // The part in which something is wrong is open.
  await isInvalid(visitor.field('Least number of characters (optional)'), byId('own-field-length-order'));
  await isInvalid(visitor.field('Pattern (optional)'), byId('own-field-pattern-wrong'));
  await isInvalid(visitor.field('The pattern in words, one line per language (optional)'), byId('own-field-pattern-help-missing'));
  await expect(visitor.field('Name')).toHaveValue('Not a name');
  await expect(visitor.field('Label, one line per language (optional)')).toHaveValue(lines);
  await expect(visitor.field('Pattern (optional)')).toHaveValue('(?=a)b');

  await visitor.open('/users/fields/add/text');
  await visitor.field('Name').fill('code');
  await visitor.choice(byId('own-field-at-registration')).check();
  await unfold(visitor, words(byId('own-field-part-rights')));
  const [needed, byOwner] = [visitor.page.locator('#required-registration'), visitor.page.locator('#changed-by-owner')];
  await byOwner.uncheck();
  await create(visitor);
  const box = visitor.page.locator('.field', { has: needed });
  await expect(box).toContainText(words(byId('own-field-required-nobody')));
  await expect(needed).toBeChecked();
  await expect(byOwner).not.toBeChecked();
  await expect(visitor.field('Name')).toHaveValue('code');
  await unfold(visitor, words(byId('own-field-part-rights')));
  await byOwner.check();
  await create(visitor);
  await visitor.isAt('/users/fields/code', data('code'));
  expect(await definitionOf(server, 'code')).toMatchObject({ required: 'registration', changed_by: ['owner', 'administrators'] });
});

test('before a definition is narrowed, the page says how many accounts would not fit', { tag: ['@plain', '@german'] }, async ({
  visitor,
  server,
  ada,
  maren,
}) => {
  const narrow = ['sales=Sales', 'sales:de=Vertrieb'];
  await define(server, ada, DEPARTMENT);
  await fillIn(server, maren, { department: 'it' });
  await visitor.enter(ada, '/users/fields/department');
  await visitor.field(CHOICES).fill(narrow.join('\n'));
  await visitor.button('Save changes').first().click();
  await visitor.seesAlert(byId('error-own-field-unfitting'), { filled: 1, missing: 0, unfitting: 1 });
  expect((await definitionOf(server, 'department')).choices).toEqual(DEPARTMENT['choices']);
  await expect(visitor.field(CHOICES)).toHaveValue(narrow.join('\n'));
  await visitor.button(byId('own-field-save-all-the-same')).click();
  await visitor.seesToast('Changes saved.');
  expect((await definitionOf(server, 'department')).choices).toEqual(narrow);
  // What somebody has is kept, and marked where it is seen.
  expect(await valuesOf(server, maren)).toEqual({ department: 'it' });
  await visitor.open(await pageOf(server, maren));
  await expect(valueOf(visitor, 'department')).toHaveValue('it');
  await expect(noteOf(visitor, 'department')).toContainText(words(byId('own-field-choice-unknown'), { choices: 'sales' }));
  // Who has one is listed, until nobody has.
  await visitor.open('/users/fields/department');
  await visitor.link(byId('own-field-unfitting')).click();
  await visitor.isAt('/users/fields/department/unfitting', byId('own-field-unfitting'));
  await expect(visitor.page.getByRole('main')).toContainText(words(byId('own-field-choice-unknown'), { choices: 'sales' }));
  await visitor.link(data(maren.username)).click();
  await valueOf(visitor, 'department').selectOption('sales');
  await visitor.button('Save changes', {}, visitor.section(byId('own-fields'))).click();
  await visitor.seesToast('Changes saved.');
  await visitor.open('/users/fields/department/unfitting');
  await expect(visitor.text(byId('own-field-unfitting-none'))).toBeVisible();
});

test('who requires a field of everybody reads how many lack it, and fills it in as well', { tag: '@plain' }, async ({
  visitor,
  server,
  ada,
  maren,
}) => {
  await visitor.enter(ada, '/users/fields/add/text');
  await visitor.field('Name').fill('plan');
  await visitor.choice(byId('own-field-at-sign-in')).check();
  await create(visitor);
  await visitor.seesAlert(byId('error-own-field-unfitting'), { filled: 0, missing: 2, unfitting: 0 });
  expect(JSON.parse(await server.command(['field', 'list', '--json'])).fields).toEqual([]);
  await visitor.button(byId('own-field-save-all-the-same')).click();
  await visitor.isAt('/account/details?next=%2Fusers%2Ffields%2Fplan', byId('title-own-details'));
  await valueOf(visitor, 'plan').fill('pro');
  await visitor.button(byId('own-details-go-on')).click();
  await visitor.isAt('/users/fields/plan', data('plan'));
  expect(await valuesOf(server, ada)).toEqual({ plan: 'pro' });
  expect(await valuesOf(server, maren)).toEqual({});
});

test('what an earlier page has shown is not saved over a change since', { tag: '@plain' }, async ({ visitor, elsewhere, server, ada }) => {
  await define(server, ada, DEPARTMENT);
  const page = '/users/fields/department';
  for (const browser of [visitor, elsewhere]) await browser.enter(ada, page);
  for (const [browser, help] of [[visitor, 'As on your contract.'], [elsewhere, 'As you like.']] as const) {
    await browser.field('Hint below the input, one line per language (optional)').fill(help);
    await browser.button('Save changes').first().click();
    if (browser === visitor) await browser.seesToast('Changes saved.');
  }
  await elsewhere.seesAlert(byId('error-own-field-changed'));
  expect((await definitionOf(server, 'department')).help).toEqual(['As on your contract.']);
});

test('a deleted field is nowhere, and one press restores it with all values', { tag: ['@plain', '@german'] }, async ({
  visitor,
  elsewhere,
  server,
  ada,
  maren,
}) => {
  await define(server, ada, DEPARTMENT);
  await fillIn(server, maren, { department: 'it' });
  await elsewhere.enter(maren, '/account');
  await expect(valueOf(elsewhere, 'department')).toHaveValue('it');
  await visitor.enter(ada, '/users/fields/department');
  await visitor.opener(byId('own-field-delete-opener')).click();
  await visitor.button(byId('own-field-delete')).click();
  await visitor.isAt('/users/fields', byId('own-fields'));
  await visitor.seesToast(byId('notice-own-field-deleted'));
  await elsewhere.reload();
  await expect(elsewhere.section(byId('own-values'))).toHaveCount(0);
  await visitor.button(byId('restore-name'), { name: 'department' }).click();
  await visitor.isAt('/users/fields/department', data(DEPARTMENT_LABEL()));
  await visitor.seesToast(byId('notice-own-field-restored'));
  await elsewhere.reload();
  await expect(valueOf(elsewhere, 'department')).toHaveValue('it');
});

test('a field is defined with the keyboard alone', async ({ visitor, server, ada }) => {
  const { page } = visitor;
  const { keyboard } = page;
  await visitor.enter(ada, '/users/fields/add/choice');
  await keyboard.press('Tab');
  await expect(visitor.link('Skip to content')).toBeFocused();
  await keyboard.press('Enter');
  await tabTo(visitor, visitor.field('Name'));
  await keyboard.type('team');
  await tabTo(visitor, visitor.field(CHOICES));
  await keyboard.type('sales=Sales');
  await keyboard.press('Enter');
  await keyboard.type('it=IT');
  await tabTo(visitor, page.locator('#required-never'));
  await keyboard.press('ArrowDown');
  await expect(page.locator('#required-registration')).toBeChecked();
  await tabTo(visitor, page.locator('details.fold > summary', { hasText: words(byId('own-field-part-list')) }));
  await keyboard.press('Enter');
  await tabTo(visitor, page.locator('#own-field-column'));
  await keyboard.press('Space');
  await tabTo(visitor, visitor.button(byId('own-field-create')));
  await keyboard.press('Enter');
  await visitor.isAt('/users/fields/team', data('team'));
  const expected = { kind: 'choice', choices: ['sales=Sales', 'it=IT'], required: 'registration', column: true };
  expect(await definitionOf(server, 'team')).toMatchObject(expected);
});

function create(visitor: Visitor): Promise<void> {
  return visitor.button(byId('own-field-create')).click();
}
