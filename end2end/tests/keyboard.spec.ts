import { tabTo } from './support/keyboard';
import { test, expect } from './support/test';

test('signing in and out works with the keyboard alone', async ({ visitor, maren }) => {
  const { keyboard } = visitor.page;
  await visitor.open('/login');
  await tabTo(visitor, visitor.field('Username or email'));
  await keyboard.type(maren.username);
  await tabTo(visitor, visitor.field('Password'));
  await keyboard.type(maren.password);
  await tabTo(visitor, visitor.field('Keep me signed in on this device'));
  await keyboard.press('Space');
  await tabTo(visitor, visitor.button('Sign in'));
  await keyboard.press('Enter');
  await visitor.isAt('/account', 'Your account');
  await visitor.hydrated();
  await tabTo(visitor, visitor.menu, 'Shift+Tab');
  await keyboard.press('Enter');
  await tabTo(visitor, visitor.button('Sign out'));
  await keyboard.press('Escape');
  await expect(visitor.button('Sign out')).toBeHidden();
  await expect(visitor.menu).toBeFocused();
  await keyboard.press('Enter');
  await tabTo(visitor, visitor.button('Sign out'));
  await keyboard.press('Enter');
  await visitor.isAt('/login', 'Sign in');
});

test('the arrow keys move along a plot, which is one stop of Tab', async ({ visitor, ada }) => {
  const { keyboard } = visitor.page;
  await visitor.enter(ada, '/overview?period=1y');
  const columns = visitor.page.locator('.plot > .col');
  await expect(columns).toHaveCount(52);
  await columns.first().focus();
  await keyboard.press('ArrowRight');
  await expect(columns.nth(1)).toBeFocused();
  await keyboard.press('End');
  await expect(columns.last()).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(columns.last()).toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(visitor.page.locator('.plot > .col:focus')).toHaveCount(0);
  await keyboard.press('Tab');
  await expect(columns.last()).toBeFocused();
});

test('the first tab stop is the skip link', async ({ visitor, maren }) => {
  await visitor.authenticate(maren);
  for (const page of ['/', '/account']) {
    await visitor.open(page);
    await visitor.page.keyboard.press('Tab');
    await expect(visitor.link('Skip to content')).toBeFocused();
    await expect(visitor.link('Skip to content')).toBeInViewport();
    await visitor.page.keyboard.press('Enter');
    await expect(visitor.page.getByRole('main')).toBeFocused();
    await visitor.page.keyboard.press('Tab');
    const inside = visitor.page.getByRole('main').locator(':focus');
    await expect(inside).toHaveCount(1);
  }
});

test('the focus is always visible', async ({ visitor }) => {
  await visitor.open('/login');
  await visitor.page.keyboard.press('Tab');
  const stops = new Set<string>();
  for (;;) {
    const stop = await visitor.page.locator(':focus').evaluate((element) => {
      // The ring of a password field is around its button as well.
      const ringed = element.matches('.reveal > input') ? element.parentElement! : element;
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(ringed);
      const outlined = outlineStyle !== 'none' && outlineWidth !== '0px' && outlineColor !== 'rgba(0, 0, 0, 0)';
      return { element: element.outerHTML, seen: outlined || boxShadow !== 'none' };
    });
    if (stops.has(stop.element)) break;
    stops.add(stop.element);
    expect(stop.seen, stop.element).toBe(true);
    await visitor.page.keyboard.press('Tab');
    if ((await visitor.page.locator(':focus').count()) === 0) break;
  }
  expect(stops.size).toBeGreaterThan(6);
});
