import type { Page } from '../page.ts'
import { pageCommands, placeIn } from './page-commands.ts'
import { page, spanOfText } from './place.ts'
import type { Finding, Rule } from './rule.ts'

const HOME = /(?<![\w.~-])(?:\/home|\/Users|[A-Za-z]:\\Users)[/\\]([A-Za-z][\w.-]*)(?:[/\\][\w./\\-]*)?/g

/** Homes that belong to no person, or to whoever reads. */
const NOBODY: ReadonlySet<string> = new Set(
  `user username users you youruser yourname your-user your-name your_username me myuser name someone admin administrator root
   ubuntu debian centos fedora core ec2-user vagrant pi azureuser cloud-user opc bitnami rocky alpine
   git gitlab gitea jenkins runner github actions circleci buildkite ci builder build deploy deployer deployment deployments
   app apps application service services www www-data web nginx apache postgres mysql redis mongodb elasticsearch kafka
   oracle hadoop spark airflow node nodejs ruby python java jovyan nobody nonroot container docker podman linuxbrew
   shared public default guest test tester example operator ops sre oncall support backup backups data
   jdoe johndoe john.doe janedoe alice bob foo bar`.split(/\s+/),
)

export const personalPath: Rule = {
  id: 'RB210',
  name: 'personal-path',
  summary: 'Commands and paths do not lead into one person’s home directory.',
  why: 'The path exists on the author’s machine and nowhere else. Whoever is on call has to find out what it stood for: the root of the repository, a key, a file of settings. Write the path relative to the repository, or with `~` or `$HOME`.',
  severity: 'warning',
  kinds: { postmortem: 'off' },
  examples: [
    {
      title: 'the author’s checkout in the text',
      bad: page('# Runbook', '', 'All commands run in `/home/mkowalski/code/shop`. ⟵'),
      good: page('# Runbook', '', 'All commands run in the root of the repository.'),
    },
    {
      title: 'the author’s checkout in a command',
      bad: page('# Restart', '', '```bash', 'cd /Users/mkowalski/shop && ./bin/restart ⟵', '```'),
      good: page('# Restart', '', '```bash', './bin/restart', '```'),
    },
  ],
  *page(read) {
    if (!/\/(?:home|Users)\/|\\Users\\/.test(read.document.text)) return
    for (const { inline } of codesOf(read)) yield inline
    for (const command of pageCommands(read)) {
      for (const match of command.text.matchAll(HOME)) {
        if (isNobody(match[1]!)) continue
        yield { span: placeIn(read, command, match.index, match[0].length), ...words(match[1]!) }
      }
    }
  },
}

function codesOf({ document }: Page): { inline: Finding }[] {
  return document.inlines.flatMap((inline) =>
    inline.codes.flatMap((code) =>
      [...code.text.matchAll(HOME)]
        .filter((match) => !isNobody(match[1]!))
        .map((match) => ({
          inline: { span: spanOfText(code.line, code.column + match.index, match[0]), ...words(match[1]!) },
        })),
    ),
  )
}

/** A name with a hyphen is an account of a service; people have none in theirs. */
const isNobody = (name: string) =>
  name.includes('-') || NOBODY.has(name.toLowerCase().replace(/[.\d]+$/, '')) || /^(?:your|my|some|user)/i.test(name)

const words = (name: string) => ({
  message: `This path exists only where ${name} works`,
  hint: 'Write it relative to the repository, or with ~ or $HOME',
})
