/** The address of the link in a message. */
export async function linkIn(message: Promise<string>): Promise<URL> {
  const url = /http:\/\/localhost:\d+\/\S+\?token=[\w-]+/.exec(await message)?.[0];
  if (!url) throw new Error('the message has no link');
  return new URL(url);
}

/** The six digits in a message. */
export async function digitsIn(message: Promise<string>): Promise<string> {
  const digits = /ask for this code: (\d{6})/.exec(await message)?.[1];
  if (!digits) throw new Error('the message has no digits');
  return digits;
}
