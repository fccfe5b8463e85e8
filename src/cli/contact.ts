/** `opsbook contact`: how people are reached, and when. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'list',
    summary: 'how somebody is reached',
    load: async () => (await import('./contact-list.ts')).contactList,
  },
  {
    name: 'add',
    summary: 'add a way to reach you; a code is sent there',
    load: async () => (await import('./contact-add.ts')).contactAdd,
  },
  {
    name: 'verify',
    summary: 'show by the code that it reaches you',
    load: async () => (await import('./contact-verify.ts')).contactVerify,
  },
  { name: 'test', summary: 'send a test message', load: async () => (await import('./contact-test.ts')).contactTest },
  { name: 'remove', summary: 'remove one', load: async () => (await import('./contact-remove.ts')).contactRemove },
  {
    name: 'rules',
    summary: 'what is sent when, by severity',
    load: async () => (await import('./contact-rules.ts')).contactRules,
  },
  {
    name: 'quiet',
    summary: 'hours in which what can wait waits',
    load: async () => (await import('./contact-quiet.ts')).contactQuiet,
  },
]

export const contact = commandGroup(
  {
    name: 'contact',
    summary:
      'How people are reached when they are paged: contact methods, each proved by a code, rules by severity, quiet hours, and when a message last provably arrived.',
    examples: [
      ['opsbook contact add ntfy my-secret-topic', 'then opsbook contact verify with the code that arrives'],
      [
        'opsbook contact rules --urgent ntfy,voice@2m --calm email',
        'P0 and P1 by push, then by telephone; the rest by mail',
      ],
      ['opsbook contact test', 'does a message still arrive?'],
    ],
  },
  parts,
)
