import { expect, test } from 'vitest'
import { checkPassword, hashPassword, PASSWORD_COST, SALT_BYTES } from './password.ts'
import { passwordProblem } from './password-rules.ts'
import { Secret } from './secret.ts'

const cheap = { logN: 10, r: 8, p: 1 }
const salt = new Uint8Array(SALT_BYTES).fill(7)
const owner = { name: 'Ana Lima', email: 'ana.lima@shop.example' }

test.each([
  ['correct horse battery', undefined],
  ['eleven char', 'at least 12'],
  ['', 'at least 12'],
  ['aaaaaaaaaaaaaaaa', 'different characters'],
  ['ana.lima@shop.example', 'your name'],
  ['Ana Lima 2026', 'your name'],
  ['AnaLimaAnaLima', 'your name'],
  ['ana.lima-2026', 'your name'],
  ['Password1234', 'first that are tried'],
  ['opsbook-opsbook', 'first that are tried'],
  ['pässword mit wörtern aus sieben', undefined],
  ['🦉🦊🐝🐙🦑🐳🦩🐞🦎🐢🦔🐌', undefined],
  ['🦉🦊🐝🐙🦑🐳', 'this one 6'],
  ['ana lima likes long walks to the harbour', undefined],
  ['x'.repeat(300), 'at most 256'],
])('password %j: %s', (password, problem) => {
  const found = passwordProblem(password, owner)
  if (problem === undefined) expect(found).toBeUndefined()
  else expect(found).toContain(problem)
})

test('a short name does not forbid half of all passwords', () =>
  expect(passwordProblem('bo likes long walks', { name: 'Bo' })).toBeUndefined())

test('a password is right for its hash only', async () => {
  const kept = await hashPassword(new Secret('correct horse battery'), salt, cheap)
  expect(kept).toMatch(/^scrypt\$10\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
  expect(await checkPassword(new Secret('correct horse battery'), kept, cheap)).toEqual({
    right: true,
    outdated: false,
  })
  expect(await checkPassword(new Secret('correct horse batterY'), kept, cheap)).toMatchObject({ right: false })
})

test('composed and decomposed letters are the same password', async () => {
  const kept = await hashPassword(new Secret('gr\u00fcne Wiesen im Mai'), salt, cheap)
  expect(await checkPassword(new Secret('gru\u0308ne Wiesen im Mai'), kept, cheap)).toMatchObject({ right: true })
})

test('a hash at an older cost still works, and asks to be renewed', async () => {
  const kept = await hashPassword(new Secret('correct horse battery'), salt, cheap)
  const check = await checkPassword(new Secret('correct horse battery'), kept, { ...cheap, logN: 11 })
  expect(check).toEqual({ right: true, outdated: true })
})

test.each([
  ['nothing kept', undefined],
  ['an empty text', ''],
  ['another scheme', '$2b$10$abcdefghijklmnopqrstuv'],
  ['a cost that would take minutes', `scrypt$31$8$1$${'a'.repeat(22)}$${'a'.repeat(43)}`],
])('%s: every password is wrong', async (_what, kept) =>
  expect(await checkPassword(new Secret(''), kept, cheap)).toEqual({ right: false, outdated: false }),
)

test('an unknown account takes as long as a known one', async () => {
  const kept = await hashPassword(new Secret('correct horse battery'), salt)
  const time = async (stored: string | undefined) => {
    const start = performance.now()
    await checkPassword(new Secret('some other password'), stored)
    return performance.now() - start
  }
  const [known, unknown] = [await time(kept), await time(undefined)]
  expect(unknown).toBeGreaterThan(known / 4)
  expect(PASSWORD_COST.logN).toBeGreaterThanOrEqual(15)
})
