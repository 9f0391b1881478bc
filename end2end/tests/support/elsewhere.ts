import type { Visitor } from './visitor';
import { data } from './words';

const ELSEWHERE = 'http://elsewhere.example';

/** Opens another site and presses a button there that posts to `action` here. */
export async function postFromElsewhere(visitor: Visitor, action: string): Promise<void> {
  visitor.guard.allowOrigin(ELSEWHERE);
  visitor.guard.expect(new URL(action).pathname, 403);
  await visitor.context.route(`${ELSEWHERE}/**`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<link rel="icon" href="data:,"><form method="post" action="${action}"><button>Win a prize</button></form>`,
    }),
  );
  await visitor.page.goto(ELSEWHERE);
  await visitor.button(data('Win a prize')).click();
  await visitor.page.waitForURL(action);
  await visitor.context.unroute(`${ELSEWHERE}/**`);
}
