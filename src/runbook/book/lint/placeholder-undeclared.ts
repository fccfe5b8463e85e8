import type { Page, Parameter } from '../page.ts'
import { page, spanOfText } from './place.ts'
import type { Rule } from './rule.ts'

export const placeholderUndeclared: Rule = {
  id: 'RB202',
  name: 'placeholder-undeclared',
  summary: 'Every placeholder in a command is explained on the page.',
  why: 'A placeholder is a question to the reader: which pod, which backup, which stream? Where the page does not say how to find the answer, the reader guesses; and in a shell `<stream>` is a redirection that can empty a file. Name it once in prose (“`<stream>`: from the list above”), or declare it under `params:` in the front matter, so that it is asked for before anything runs.',
  severity: 'info',
  kinds: { postmortem: 'off', template: 'off' },
  executable: 'error',
  examples: [
    {
      title: 'a stream that nobody named',
      bad: page('# Purge', '', '```bash', 'nats stream info <stream_name> ⟵', '```'),
      good: page(
        '# Purge',
        '',
        '`<stream_name>` is the stream with the longest lag.',
        '',
        '```bash',
        'nats stream info <stream_name>',
        '```',
      ),
    },
    {
      title: 'an input of the page',
      bad: page('# Purge', '', '```bash', 'curl -H "token: YOUR_API_KEY" https://api.internal/ ⟵', '```'),
      good: page(
        '---',
        'params:',
        '  YOUR_API_KEY: { secret: true }',
        '---',
        '# Purge',
        '',
        '```bash',
        'curl -H "token: YOUR_API_KEY" https://api.internal/',
        '```',
      ),
    },
  ],
  *page(read) {
    const seen = new Set<string>()
    for (const parameter of read.parameters) {
      if (seen.has(parameter.text) || parameter.notation === 'variable') continue
      seen.add(parameter.text)
      if (isExplained(read, parameter)) continue
      yield {
        span: spanOfText(parameter.line, parameter.column, parameter.text),
        message: `The page does not say what to put in the place of ${parameter.text}`,
        hint: 'Say in a sentence where its value comes from, or declare it under params: in the front matter',
      }
    }
  },
}

/** Front matter declares it, the text or a comment names it, or it says itself where its value comes from. */
function isExplained({ document, metadata, readings }: Page, { text, name }: Parameter): boolean {
  if (SAYS_WHERE.test(name)) return true
  const declared = metadata.frontMatter.params ?? metadata.frontMatter.inputs ?? metadata.frontMatter.parameters
  if (typeof declared === 'object' && declared !== null && name in declared) return true
  const inText = document.inlines.some((inline) => {
    if (inline.codes.some((code) => code.text === text || code.text === name)) return true
    return inline.text.includes(text) && !inline.codes.some((code) => code.text.includes(text))
  })
  return (
    inText || readings.some(({ items }) => items.some((item) => item.kind === 'comment' && item.text.includes(text)))
  )
}

/** `<value of namespace label from alert>`, `<name, see the table below>`. */
const SAYS_WHERE = /\S+ (?:from|of|in|see|as shown|returned by) \S+/i
