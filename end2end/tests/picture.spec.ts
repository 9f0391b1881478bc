import { BLUE, GREEN, RED, choose, picture, save, savePicture, stripes, type Color } from './support/picture';
import { hold } from './support/hold';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';
import { byId, data, words } from './support/words';

const PICTURE = stripes(300, 100, [RED, GREEN, BLUE]);

test('a picture is shown, replaced and removed', { tag: '@plain' }, async ({ visitor, maren }) => {
  await visitor.enter(maren, '/account');
  await expect(visitor.menu).toContainText('MH');
  await savePicture(visitor, PICTURE);
  const first = await picture(visitor);
  await expect(visitor.page.locator('.portrait img')).toHaveJSProperty('naturalWidth', 256);
  await visitor.reload();
  expect(await picture(visitor)).toBe(first);

  await savePicture(visitor, stripes(50, 80, [BLUE]));
  expect(await picture(visitor)).not.toBe(first);

  await visitor.button(byId('remove')).click();
  await visitor.seesToast('Picture removed.');
  await expect(visitor.menu.locator('img')).toHaveCount(0);
  await expect(visitor.menu).toContainText('MH');
  await expect(visitor.button(byId('remove'))).toHaveCount(0);
});

test.describe('positioning a picture', () => {
  test.beforeEach(({ visitor, maren }) => visitor.enter(maren, '/account'));

  test('it is cropped in the middle, and keys move it up to its edges', async ({ visitor }) => {
    await savePicture(visitor, PICTURE);
    await isColored(visitor, [GREEN, GREEN, GREEN]);

    await choose(visitor, PICTURE);
    await expect(visitor.page.getByRole('img', { name: words('Picture preview') })).toBeFocused();
    for (let n = 0; n < 14; n++) await visitor.page.keyboard.press('ArrowRight');
    await save(visitor);
    await isColored(visitor, [RED, RED, GREEN]);

    await choose(visitor, PICTURE);
    for (let n = 0; n < 60; n++) await visitor.page.keyboard.press('ArrowLeft');
    await save(visitor);
    await isColored(visitor, [BLUE, BLUE, BLUE]);
  });

  test('it can be dragged', async ({ visitor }) => {
    await choose(visitor, PICTURE);
    const frame = (await visitor.page.getByRole('dialog').locator('canvas').boundingBox())!;
    const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
    await visitor.page.mouse.move(x, y);
    await visitor.page.mouse.down();
    await visitor.page.mouse.move(x + frame.width / 4, y);
    await visitor.page.mouse.move(x + frame.width * 0.4, y);
    await visitor.page.mouse.up();
    await save(visitor);
    await isColored(visitor, [RED, GREEN, GREEN]);
  });

  test('the slider and the wheel zoom', async ({ visitor }) => {
    const narrow = stripes(100, 100, [RED, GREEN, GREEN, GREEN, BLUE]);
    await savePicture(visitor, narrow);
    await isColored(visitor, [RED, GREEN, BLUE]);
    await choose(visitor, narrow);
    const zoom = visitor.page.getByRole('slider', { name: words('Zoom') });
    await zoom.fill('2');
    await save(visitor);
    await isColored(visitor, [GREEN, GREEN, GREEN]);

    await choose(visitor, narrow);
    await visitor.page.getByRole('dialog').locator('canvas').hover();
    await visitor.page.mouse.wheel(0, -400);
    await expect(zoom).not.toHaveValue('1');
    await visitor.page.mouse.wheel(0, 4000);
    await expect(zoom).toHaveValue('1');
  });

  test('it can be dropped on the page, and cancelled', async ({ visitor }) => {
    const drop = async () => {
      const bytes = [...PICTURE.buffer];
      await visitor.page.locator('#picture-editor').evaluate((editor, bytes) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], 'stripes.png', { type: 'image/png' }));
        for (const name of ['dragover', 'drop']) {
          editor.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
        }
      }, bytes);
      await visitor.page.getByRole('dialog').waitFor();
    };
    for (const leave of [() => visitor.page.keyboard.press('Escape'), () => visitor.button('Cancel').click()]) {
      await drop();
      await leave();
      await expect(visitor.page.getByRole('dialog')).toHaveCount(0);
    }
    await expect(visitor.menu.locator('img')).toHaveCount(0);
    await drop();
    await visitor.button('Save picture').click();
    await picture(visitor);
  });

  test('the dialog closes when the user leaves the page', async ({ visitor }) => {
    await visitor.link(data('Vestibule')).click();
    await expect(visitor.page).toHaveURL('/');
    await visitor.page.goBack();
    await visitor.isAt('/account', 'Your account');
    await choose(visitor, PICTURE);
    await visitor.page.evaluate(() => history.forward());
    await expect(visitor.page.getByRole('dialog')).toHaveCount(0);
  });
});

test('a file chosen before the script is loaded is used', async ({ visitor, maren }) => {
  const wake = await hold(visitor.page, '**/picture.js');
  await visitor.enter(maren, '/account');
  await visitor.field('Change picture').setInputFiles(PICTURE);
  wake();
  await visitor.page.getByRole('dialog').waitFor();
  await save(visitor);
});

test('a file that is no picture, or too large, is rejected with a message', async ({ visitor, guard, maren }) => {
  await visitor.authenticate(maren);
  for (const [name, mimeType, buffer, status, text] of [
    ['x.png', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, 'Send a JPEG, PNG or WebP picture.'],
    ['x.jpg', 'image/jpeg', Buffer.alloc(11_000_000, 0xff), 413, 'The picture is too large. Send one of at most 5 MiB.'],
  ] as const) {
    guard.expect('/actions/picture', status);
    await visitor.open('/account');
    // Browsers cannot decode it, so it is sent as it is.
    await visitor.field('Change picture').setInputFiles({ name, mimeType, buffer });
    await visitor.seesAlert(text);
  }
});

/** Checks the colours at the left, in the middle and at the right. */
async function isColored(visitor: Visitor, expected: Color[]): Promise<void> {
  const url = (await picture(visitor)).replace(/64$/, '256');
  const bytes = [...Buffer.from(await (await visitor.page.request.get(url)).body())];
  const helper = await visitor.context.browser()!.newPage();
  const colors = await helper.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    return [20, 128, 236].map((x) => [...context.getImageData(x, 128, 1, 1).data]);
  }, bytes);
  await helper.close();
  for (const [place, color] of expected.entries()) {
    for (const [part, value] of color.entries()) expect(Math.abs(colors[place]![part]! - value), `${colors}`).toBeLessThan(24);
  }
}
