/** Replaces what differs with each run: times, ids, secrets, and the address of the server. Runs in the page. */
export function fix(): void {
  for (const time of document.querySelectorAll('time')) {
    // `public/keep.js` may be loaded later, and would write the day of this run.
    time.setAttribute('data-zone', '');
    time.textContent = /\d:\d\d|ago|now/i.test(time.textContent ?? '') ? '12 Nov 2026, 09:12' : '12 Nov 2026';
  }
  // The axis of a plot ends today.
  for (const day of document.querySelectorAll('.chart .x span')) day.textContent = '12 Nov 2026';
  // For secrets and decoded tokens. Values keep their lengths, so that lines break at the same places.
  const random = (length: number): string => 'q83JYbQmWc0uVZr2pX1sTg5kLh9nEoAiFdBvCxMjRwU'.slice(0, length);
  const now = Date.UTC(2026, 10, 12, 9, 12) / 1000;
  const times: Record<string, number> = { auth_time: now, exp: now + 900, iat: now - 30, nbf: now - 30, updated_at: now };
  // Pages without a script have days in no element of their own.
  const months = 'January|February|March|April|May|June|July|August|September|October|November|December';
  const day = new RegExp(`\\b\\d{1,2} (${months}) \\d{4}\\b`, 'g');
  const replace = (text: string): string =>
    text
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '0192f3a1-7b2c-7def-8123-456789abcdef')
      .replaceAll(/vst_[0-9A-Za-z]{49}/g, 'vst_1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdQ5c5b9cPF11U60DE')
      // Only the beginning of a secret is shown later.
      .replaceAll(/vcs_[\w-]{4,43}/g, (secret) => `vcs_${random(secret.length - 4)}`)
      .replaceAll(/("(?:at_hash|kid|nonce)": ")([\w-]+)/g, (_, before: string, value: string) => before + random(value.length))
      .replaceAll(/"(auth_time|exp|iat|nbf|updated_at)": \d+/g, (_, name: string) => `"${name}": ${times[name]}`)
      .replaceAll(/http:\/\/(localhost|127\.0\.0\.1):\d+/g, 'https://accounts.example.org')
      .replaceAll(/smtp:\/\/127\.0\.0\.1:\d+/g, 'smtp://mail.example.org:587')
      .replaceAll(/(token|ticket)=[\w.~-]{16,}/g, '$1=Zm9yIGEgcGljdHVyZSBvbmx5LCBub3QgYSB0b2tlbg')
      .replaceAll(day, '12 November 2026')
      .replaceAll(/\b\d{1,2}:\d\d(:\d\d)?\b/g, '09:12');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const fixed = replace(text.nodeValue ?? '');
    if (fixed !== text.nodeValue) text.nodeValue = fixed;
  }
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input:not([type=file]), textarea')) {
    const fixed = replace(field.value);
    if (fixed !== field.value) field.value = fixed;
  }
}
