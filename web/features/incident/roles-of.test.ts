import { expect, test } from 'vitest'
import { rolesOf } from './roles-of.ts'

const held = (role: string, name: string) => ({
  ...{ role, holder: { id: name, name }, since: '2030-01-01T03:00:00Z', offer: null },
})
const inBook = (role: string, title: string, duties: string[] = []) => ({
  ...{ role, title, duties, qualifier: null, from: null },
})

test('roles of the book come in its order, each as it stands; others that somebody has come behind', () => {
  const roles = rolesOf({ roles: [held('extra', 'Ben'), held('commander', 'Ana')] }, [
    inBook('scribe', 'Scribe', ['write']),
    inBook('commander', 'Incident commander', ['lead']),
    inBook('commander', 'Backup commander', ['stand in']),
  ])
  expect(roles.map(({ role, title, holder, duties }) => [role, title, holder?.name, duties])).toEqual([
    ['scribe', 'Scribe', undefined, ['write']],
    ['commander', 'Incident commander', 'Ana', ['lead', 'stand in']],
    ['extra', 'extra', 'Ben', []],
  ])
})

test('a book without roles has the usual ones', () => {
  expect(rolesOf({ roles: [] }, []).map(({ role }) => role)).toEqual(['commander', 'communications', 'scribe'])
})
