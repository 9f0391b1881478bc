/** The address of the link in a message. */
export async function linkIn(message: Promise<string>): Promise<URL> {
  const url = /http:\/\/localhost:\d+\/\S+\?token=[\w-]+/.exec(await message)?.[0];
  if (!url) throw new Error('the message has no link');
  return new URL(url);
}
