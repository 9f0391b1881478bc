// Makes list.txt again from its sources (README.md beside this file says how to get them):
//
//   node make.mjs zxcvbn-ts/src/passwords.json django/common-passwords.txt mozilla/10_million_password_list_top_1M.txt

import { readFileSync, writeFileSync } from 'node:fs'

const [zxcvbn, django, mozilla] = process.argv.slice(2)
const lines = (path) => readFileSync(path, 'utf8').split(/\r?\n/)

// Shorter passwords are refused anyway.
const longEnough = (password) => [...password].length >= 8

// Of the last source only what the password rules would let through, in one case or another.
const acceptable = (password) =>
  [...password].length >= 15 ||
  ((password.match(/\p{L}/gu) ?? []).length >= 2 && /\d/.test(password) && /[^\p{L}\p{N}]/u.test(password))

// Case-folded NFKC, as the server folds what it looks up; its tests compare the two.
const fold = (password) => password.normalize('NFKC').toLowerCase().normalize('NFKC')

const list = [
  ...JSON.parse(readFileSync(zxcvbn, 'utf8')),
  ...lines(django),
  ...lines(mozilla).filter(acceptable),
]
const unique = new Set(list.map(fold).filter(longEnough))
const sorted = [...unique].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
writeFileSync(new URL('list.txt', import.meta.url), sorted.join('\n') + '\n')
console.log(`${sorted.length} passwords`)
