import { test, expect } from './support/test';
import { byId, words } from './support/words';

test('nothing on the sign-in page moves while its script loads', async ({ visitor }) => {
  const { page } = visitor;
  await page.addInitScript(() => {
    const shifts: number[] = [];
    const note = (list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
    };
    new PerformanceObserver(note).observe({ type: 'layout-shift', buffered: true });
    Object.assign(window, { shifts });
  });
  await page.goto('/login');
  await expect(visitor.button('Sign in with a passkey')).toBeVisible();
  const shifts = await page.evaluate(() => (window as Window & { shifts?: number[] }).shifts ?? []);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.01);
});

test('the header is in the same place on every page', async ({ visitor, ada }) => {
  await visitor.page.setViewportSize({ width: 1600, height: 900 });
  await visitor.authenticate(ada);
  const places = new Set<number>();
  for (const path of ['/users', '/audit', '/applications', '/account', '/account/activity']) {
    await visitor.open(path);
    places.add(Math.round((await visitor.page.locator('.top .brand').boundingBox())!.x));
  }
  expect([...places]).toHaveLength(1);
});

test('a phone has the places of an administrator in one row, with the present one in view', { tag: '@plain' }, async ({ visitor, ada }) => {
  await visitor.page.setViewportSize({ width: 390, height: 844 });
  await visitor.enter(ada, '/audit');
  const places = visitor.navigation('Main').getByRole('link');
  const boxes = await places.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().y));
  expect(new Set(boxes).size).toBe(1);
  await expect(visitor.navigation('Main').locator('[aria-current]')).toBeInViewport({ ratio: 1 });
  await visitor.menu.click();
  await expect(visitor.page.locator('.menu').getByRole('link', { name: words('Account') })).toHaveAttribute('href', '/account');
});

test.describe('with a long name', () => {
  test.use({ settings: { VESTIBULE_NAME: 'Harbour Cooperative of the Northern Islands' } });

  test('a phone has the name of the installation and the person in one row', { tag: '@plain' }, async ({ visitor, maren }) => {
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await visitor.enter(maren, '/account');
    const [brand, menu] = await Promise.all([visitor.page.locator('.top .brand').boundingBox(), visitor.menu.boundingBox()]);
    expect(menu!.x).toBeGreaterThan(brand!.x + brand!.width);
    expect(menu!.y).toBeLessThan(brand!.y + brand!.height);
    // Only the picture is seen of the person.
    await expect(visitor.menu).toContainText('Maren Holt');
    expect(menu!.width).toBeLessThan(80);
  });
});

test('controls grow with the text', async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  const room = () =>
    visitor.page.locator('.btn:visible, .input:visible').evaluateAll((controls) =>
      controls.map((control) => control.getBoundingClientRect().height / parseFloat(getComputedStyle(control).fontSize)),
    );
  const before = await room();
  // As the browser's setting for the size of text does.
  await visitor.page.evaluate(() => {
    document.documentElement.style.fontSize = '32px';
  });
  const after = await room();
  expect(before.length).toBeGreaterThan(3);
  after.forEach((height, index) => expect(height).toBeGreaterThan(before[index]! - 0.15));
});

test('the page about security shows states, and opens a form where a link leads to it', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account/security');
  const current = visitor.password('Current password');
  await expect(visitor.section('Passkeys')).toContainText(words('No passkeys yet.'));
  await expect(visitor.section('Password')).toContainText(words(byId('security-password-set')));
  await expect(current).toBeHidden();
  await visitor.unfold('Password');
  await expect(current).toBeVisible();
  await visitor.unfold('Password');
  await expect(current).toBeHidden();
  // As password managers do.
  await visitor.page.goto('about:blank');
  await visitor.page.goto('/.well-known/change-password');
  await expect(visitor.page).toHaveURL('/account/security#change-password');
  await expect(current).toBeVisible();
  await expect(visitor.link(byId('security-activity'))).toBeVisible();
});
