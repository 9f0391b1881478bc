import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../generated/api';
import { somebody, type Person } from './support/people';
import { test, expect } from './support/test';

// The types are generated from the OpenAPI document of the program (scripts/typescript-client.sh), and `tsc` compiles this
// file before the tests: a request or response that does not fit the document is an error.

type Problem = components['schemas']['Problem'];
type UserList = components['schemas']['UserList'];
type ListQuery = NonNullable<paths['/api/users']['get']['parameters']['query']>;

test('a client generated from the OpenAPI document works', async ({ server, ada }) => {
  const anyone = createClient<paths>({ baseUrl: server.url });
  const person = somebody();
  const { username, email, password } = person;

  await test.step('register', async () => {
    const { response } = await anyone.POST('/api/users/register', { body: { username, email, password } });
    expect(response.status).toBe(201);
    const body = { username: `${username}.h`, email: 'maren', password };
    const { errors } = problemOf(await anyone.POST('/api/users/register', { body }), 422, 'validation_failed');
    expect(errors?.map(({ field }) => field)).toEqual(['email']);
  });

  const client = await signIn(anyone, server.url, person);
  const { id } = dataOf(await client.GET('/api/auth/me'));

  await test.step('change the account, unless it has changed since it was read', async () => {
    const { response } = await client.GET('/api/users/{id}', { params: { path: { id } } });
    const header = { 'If-Match': response.headers.get('etag') ?? '' };
    const rename = () => client.PATCH('/api/users/{id}', { params: { path: { id }, header }, body: { name: 'Maren Voss' } });
    expect(dataOf(await rename()).name).toBe('Maren Voss');
    problemOf(await rename(), 412, 'precondition_failed');
  });

  await test.step('list all accounts by cursor, as an administrator', async () => {
    const administrator = await signIn(anyone, server.url, ada);
    const query: ListQuery = { per_page: 1 };
    const usernames: string[] = [];
    for (;;) {
      const page: UserList = dataOf(await administrator.GET('/api/users', { params: { query } }));
      usernames.push(...page.users.map((user) => user.username));
      if (!page.pagination.next) break;
      query.cursor = page.pagination.next;
    }
    expect(usernames).toEqual([username, ada.username]);
  });

  await test.step('get a token for an application that admits the user', async () => {
    const administrator = await signIn(anyone, server.url, ada);
    const name = `wiki-${id}`;
    const body = { name, locations: [`https://${name}.example.org/`], everyone: true };
    dataOf(await administrator.POST('/api/applications', { body }));
    const token = dataOf(await client.POST('/api/auth/application-token', { body: { application: name } }));
    expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    const closed = await client.POST('/api/auth/application-token', { body: { application: 'journal' } });
    problemOf(closed, 404, 'not_found');
  });

  await test.step('create an API token for a number of days', async () => {
    const body = { name: 'Report', scopes: ['self' as const], expires_in_days: 90 };
    const token = dataOf(await client.POST('/api/users/{id}/tokens', { params: { path: { id } }, body }));
    expect(token.secret).toMatch(/^vst_/);
  });

  await test.step('sign out', async () => {
    const { response } = await client.POST('/api/auth/logout');
    expect(response.status).toBe(204);
    problemOf(await client.GET('/api/auth/me'), 401, 'token_revoked');
  });
});

/** Signs in; returns a client that sends the access token. */
async function signIn(anyone: Client<paths>, baseUrl: string, { username, password }: Person): Promise<Client<paths>> {
  const tokens = dataOf(await anyone.POST('/api/auth/login', { body: { login: username, password } }));
  return createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${tokens.access_token}` } });
}

/** The data of a response, which must be a success. */
function dataOf<T>({ data, error }: { data?: T; error?: unknown }): NonNullable<T> {
  if (data === undefined || data === null) throw new Error(`an error in place of data: ${JSON.stringify(error)}`);
  return data;
}

/** The error in a response, which must have this status and code. */
function problemOf(answer: { error?: Problem; response: Response }, status: number, code: Problem['code']): Problem {
  expect(answer.response.status).toBe(status);
  if (answer.error === undefined) throw new Error('the response has no error');
  expect(answer.error.code).toBe(code);
  return answer.error;
}
