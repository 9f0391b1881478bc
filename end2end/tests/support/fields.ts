// Fields of one's own: their definitions, what accounts have in them, and their inputs.

import type { Locator } from '@playwright/test';
import { accountOf, logIn, send, type Credentials, type Person } from './people';
import type { Server } from './server';
import type { Visitor } from './visitor';
import { language } from './words';

/** A field, as the API defines it. */
export interface Definition {
  name: string;
  [property: string]: unknown;
}

export const DEPARTMENT: Definition = {
  name: 'department',
  kind: 'choice',
  label: ['Department', 'de=Abteilung'],
  choices: ['sales=Sales', 'sales:de=Vertrieb', 'it=IT', 'press'],
};

/** How the run calls the department, and those who sell. */
export const [DEPARTMENT_LABEL, SALES_LABEL] = [
  () => (language() === 'de' ? 'Abteilung' : 'Department'),
  () => (language() === 'de' ? 'Vertrieb' : 'Sales'),
];

/** A text that is required nowhere. */
export const MOTTO: Definition = { name: 'motto', label: ['Motto'] };

/** A number. */
export const SIZE: Definition = { name: 'size', kind: 'number', label: ['Size', 'de=Größe'] };

/** What administrators alone see. */
export const HIDDEN: Definition = {
  name: 'reliability',
  label: ['Reliability'],
  seen_by: ['administrators'],
  changed_by: ['administrators'],
  personal: false,
  in_audit: true,
};

/** Defines fields as an administrator does with the API: the server knows them at once. */
export async function define(server: Server, ada: Credentials, ...definitions: Definition[]): Promise<void> {
  const { access_token: token } = await logIn(server, ada);
  for (const definition of definitions) await send(server, 'POST', '/api/fields', definition, token);
}

/** Changes the definition of a field. */
export async function redefine(server: Server, ada: Credentials, { name, ...change }: Definition): Promise<void> {
  const { access_token: token } = await logIn(server, ada);
  await send(server, 'PATCH', `/api/fields/${name}`, change, token);
}

/** The definition of a field, from the command line. */
export async function definitionOf(server: Server, name: string): Promise<any> {
  return JSON.parse(await server.command(['field', 'show', name, '--json'])).definition;
}

/** Fills in fields of an account: one's own, or that of somebody else as an administrator. */
export async function fillIn(server: Server, who: Credentials, fields: object, whose: Pick<Person, 'username'> = who): Promise<void> {
  const { access_token: token } = await logIn(server, who);
  const { id } = await accountOf(server, whose);
  await send(server, 'PATCH', `/api/users/${id}`, { fields }, token);
}

/** What an account has in all fields, from the command line. */
export async function valuesOf(server: Server, person: Pick<Person, 'username'>): Promise<object> {
  return (await accountOf(server, person)).fields;
}

/** The input of a field; of several, the first one. */
export function valueOf({ page }: Visitor, name: string): Locator {
  return page.locator(`#value-${name}`);
}

/** What is said below it. */
export function noteOf({ page }: Visitor, name: string): Locator {
  return page.locator(`#value-${name}-note`);
}

/** Opens a part of a definition, unless it is open because something in it is wrong. */
export async function unfold({ page }: Visitor, heading: string): Promise<void> {
  const fold = page.locator('details.fold', { has: page.locator('summary', { hasText: heading }) });
  const isOpen = await fold.evaluate((details) => (details as HTMLDetailsElement).open);
  if (!isOpen) await fold.locator('summary').click();
}
