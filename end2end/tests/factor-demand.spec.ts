import { addApp, Authenticator } from './support/factors';
import { test, expect } from './support/test';
import { byId } from './support/words';

test.use({ settings: { VESTIBULE_REQUIRE_SECOND_FACTOR: 'all' } });

const DEMAND = '/account/second-factor?next=%2Faccount%2Fdevices';

test('who must add a second factor sees both kinds at once on a phone, and why', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.page.setViewportSize({ width: 390, height: 667 });
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await visitor.isAt(DEMAND, byId('title-factor-demand'));
  await visitor.hydrated();
  await expect(visitor.text(byId('factor-demand-then-on'))).toBeVisible();
  if (visitor.javaScript) await expect(visitor.button('Add a passkey')).toBeInViewport({ ratio: 1 });
  await expect(visitor.link(byId('factor-demand-set-up'))).toBeInViewport({ ratio: 1 });
  await expect(visitor.link(byId('passkey-offer-later'))).toHaveCount(0);
  // Nothing else opens.
  await visitor.page.goto('/account/devices');
  await visitor.isAt(DEMAND, byId('title-factor-demand'));
});

test('a passkey that was demanded leads on to where one was going', async ({ visitor, maren }) => {
  await Authenticator.in(visitor);
  await visitor.open('/login?next=/account/devices');
  await visitor.signInHere(maren);
  await visitor.isAt(DEMAND, byId('title-factor-demand'));
  await visitor.button('Add a passkey').click();
  await visitor.isAt('/account/devices', byId('devices'));
});

test('after an app was added, the page about security leads on', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.open('/login');
  await visitor.signInHere(maren);
  // The program opens the address first, and then loads the document, which alone has the heading.
  await visitor.isAt('/account/second-factor', byId('title-factor-demand'));
  await addApp(visitor);
  await visitor.open(DEMAND);
  await visitor.isAt('/account/devices', byId('devices'));
});
