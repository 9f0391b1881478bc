import { logIn, send, type Credentials } from './people';
import type { Server } from './server';
import { language } from './words';

/** Terms in each language: their heading, and what they say. */
const RULES = { en: ['Rules', 'Be nice.'], de: ['Regeln', 'Seien Sie nett.'] } as const;

/** The terms in the language of the run. */
export function rules(): { heading: string; text: string } {
  const [heading, text] = language() === 'de' ? RULES.de : RULES.en;
  return { heading, text };
}

/** Publishes terms as an administrator does with the API; returns the number of the version. Without an application all accept them. */
export async function publish(server: Server, ada: Credentials, more: object = {}): Promise<number> {
  const { access_token: token } = await logIn(server, ada);
  const texts = [`# ${RULES.en[0]}\n\n${RULES.en[1]}`, `de=# ${RULES.de[0]}\n\n${RULES.de[1]}`];
  return (await send(server, 'POST', '/api/terms', { texts, ...more }, token)).version;
}
