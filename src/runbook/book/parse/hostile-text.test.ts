import { expect, test } from 'vitest'
import { readPage } from './read-page.ts'

/** Long runs that make careless patterns take quadratic time; a quarter of a megabyte of each (`npm run test:full`: a whole one) must be read in seconds. */
const SIZE = process.env.OPSBOOK_TEST_FULL ? 1_000_000 : 250_000
const fill = (part: string) => part.repeat(Math.ceil(SIZE / part.length))
const hostile: Record<string, string> = {
  'blanks in a heading': `# A${' '.repeat(SIZE)}b`,
  'blanks in a table cell': `| a | b |\n|---|---|\n| x${' '.repeat(SIZE)}y | z |`,
  'blanks in a label': `**When**:${' '.repeat(SIZE)}x`,
  'blanks in a command': `\`\`\`bash\nls${' '.repeat(SIZE)}x\n\`\`\``,
  'blanks behind a fence': `\`\`\`bash${' '.repeat(SIZE)}x\nls\n\`\`\``,
  'open brackets': fill('['),
  'open images': fill('![a]('),
  'open quotes in a shell': `\`\`\`bash\n${fill('\'" ')}\n\`\`\``,
  'open substitutions': `\`\`\`bash\n${fill('$(')}\n\`\`\``,
  'here-documents': `\`\`\`bash\n${fill('cat <<EOF\n')}\n\`\`\``,
  'carried commands': `\`\`\`bash\n${fill('sudo ')}\n\`\`\``,
  'commands in quotes': `\`\`\`bash\n${fill('ssh h "')}\n\`\`\``,
  backticks: fill('`a ``b '),
  stars: fill('**a '),
  'wiki links': fill('[[a|'),
  placeholders: `\`\`\`bash\n${fill('<a ')}\n\`\`\``,
  pipes: `| a |\n|---|\n${fill('|')}`,
  quotes: fill('> '),
  'nested lists': Array.from({ length: 1500 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
  'fence openers': fill('```bash\n# 1. x\n'),
  'unclosed comments': fill('<!-- '),
  'html tags': fill('<a id='),
  commas: fill('a, '),
  'numbers with units': fill('10 min '),
  'one-line fences': fill('```\n'),
  'bare sentences': fill('Restart the router now. '),
  'step comments': `\`\`\`bash\n${fill('# 1. Stop\nls\n')}\n\`\`\``,
  options: `\`\`\`bash\n${fill('# or\nls\n')}\n\`\`\``,
  platforms: `\`\`\`bash\n${fill('docker restart a\nkubectl delete pod a\n')}\n\`\`\``,
  'platform comments': `\`\`\`bash\n${fill('# Docker\nls\n# Kubernetes\nls\n')}\n\`\`\``,
  'checks behind a choice': `\`\`\`bash\n# Option 1\nls\n# Check\nls\n# Option 2\n${fill('ls\n# Check\n')}\n\`\`\``,
  sessions: `\`\`\`bash\n${fill('sudo su\nls\n')}\n\`\`\``,
  'sessions that are left': `\`\`\`console\n${fill('$ ssh a\n# ls\n$ exit\n')}\n\`\`\``,
  boxes: fill('- [ ] a\n'),
  headings: fill('## Verify (5 min)\n'),
}

for (const [name, text] of Object.entries(hostile)) {
  test(`much of ${name} is read in bounded time`, { timeout: 20_000 }, () => {
    expect(readPage('docs/hostile.md', text).document.lines.length).toBeGreaterThan(0)
  })
}
