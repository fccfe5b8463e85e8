import { describe, expect, test } from 'vitest'
import type { Inline, List } from '../document.ts'
import { hasInlineCommand, inlineCommands } from './inline-command.ts'
import { readDocument } from './read-document.ts'

const inlineOf = (item: string): Inline => {
  const list = readDocument('page.md', `# Page\n\n- ${item}\n`).sections.flatMap(({ blocks }) => blocks)[0] as List
  return list.items[0]!.inline
}
const check = (item: string, expected: readonly string[]) => {
  const inline = inlineOf(item)
  const found = inlineCommands(inline).map(({ command }) => command.text)
  expect({ item, found, has: hasInlineCommand(inline) }).toEqual({ item, found: expected, has: expected.length > 0 })
}

describe('commands in running text', () => {
  test.each<[string, string[]]>([
    [
      '**Stop Router**: `scripts/router_stop.sh` (or `systemctl stop router`)',
      ['scripts/router_stop.sh', 'systemctl stop router'],
    ],
    ['Is the queue up? `./scripts/queue_status.sh`', ['./scripts/queue_status.sh']],
    ['Runs `scripts/smoke.sh` to see that the API answers.', ['scripts/smoke.sh']],
    ['Start it with `./startup.sh` and wait', ['./startup.sh']],
    ['Remove what failed via the `machines.sh` script', ['machines.sh']],
    ['using the `/root/machines.sh remove-all` script', ['/root/machines.sh remove-all']],
    ['Restart it with `systemctl restart nginx`.', ['systemctl restart nginx']],
    ['Run `date` on both machines', ['date']],
    ['Log in, then run `chef-client` there', ['chef-client']],
    ['Run the command `hostname`', ['hostname']],
    ['Check the load of the machine: `top`, `vmstat 1`', ['top', 'vmstat 1']],
    ['You can use the `top` command on the node', ['top']],
    ['using the `oc adm top pods` command', ['oc adm top pods']],
    ['Run the `systemctl daemon-reload` command', ['systemctl daemon-reload']],
  ])('%s', check)
})

describe('names, and what is spoken of', () => {
  test.each([
    'Replace the content of `config/routes.rb` with the following:',
    'Add the language to `config/application.rb`',
    '`config/application.rb`.',
    'Check `./elk/attributes/default.rb` for the place of the logs',
    'Verify the buckets in `shop/core/metrics.py`',
    'Edit `deploy/lib/common.sh` first',
    'The memory use of `etcd` may be high',
    'a container based on the `postgres` image',
    'It should say `puma` if it comes from the application',
    'Install `sshuttle`: it is in the package manager',
    'Be certain to do this in `screen` or `tmux`!',
    'use commands such as `top`',
    'All hosts are configured to run `chef-client` every half hour',
    'You can also do this via the `aws` command line tool',
    'copy the `crt.sh ID` of the certificate',
    'watch it go `open → half_open → closed`',
    'add `host replication shop 10.0.0.0/8 md5` to the rules',
    'The `oc describe` command prints a lot of text',
    'Service: `nginx`',
    'Never run `rm -rf /data`',
    'Whatever you see here, do not\n  ever run `rm -rf /data`',
    'Restart `nginx` if it hangs',
  ])('%s', (item) => check(item, []))
})

test('a description does not hide the command behind it', () =>
  check("Run `chef-client` on the nodes: `knife ssh role:web 'sudo chef-client'`", [
    "knife ssh role:web 'sudo chef-client'",
  ]))

test('"or" between two of them makes the second an alternative', () => {
  const found = inlineCommands(inlineOf('Restart it: `systemctl restart shop` or `docker restart shop`, then `date`'))
  expect(found.map(({ command, alternative }) => [command.text, alternative])).toEqual([
    ['systemctl restart shop', false],
    ['docker restart shop', true],
  ])
})
