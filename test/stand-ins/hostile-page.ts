/** Texts of strangers in every place of a notification that they can reach. */
import type { Notification } from '../../src/component/channel.ts'

export const HOSTILE_TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['controls', 'disk\u0000 full\u0007 \u001b[31mred\u001b[0m \u009b2J\r\n\t\b\u007f end'],
  ['a second header', 'disk full\r\nBcc: everybody@example.org\r\n\r\n<h1>Hello</h1>'],
  ['direction and invisible', 'disk \u202eatad\u202c full \u2066x\u2069 \u200b\u2060\ufeff \u{e0041}\u00ad \u061c'],
  ['halves of characters', '\ud83d disk \udc00 full \ud83d\ude00 \udbff'],
  ['mentions', '<!channel> <!here|x> <@U0123456789> @everyone @here <@&123456789012345678> <#C1> @ana'],
  ['tags', `</b></p><script>alert(1)</script><img src=x onerror="alert(1)"> " ' & &amp; &#60; ]]> <!-- -->`],
  ['verbs', '</Say><Hangup/><Dial>+15005550001</Dial><Say language="x">'],
  ['Markdown', '# h\n> q\n1. one\n- two\n**b** __u__ ~~s~~ ||x|| `c` ```d``` [click](https://evil.example) \\*'],
  ['line beginnings', '- a\n+ b\n#c\n>d\n12) e\n-# f'],
  ['links', 'https://evil.example/ www.evil.example javascript:alert(1) mailto:x@evil.example tel:+15005550001'],
  ['templates', '${process.env.HOME} {{constructor}} %s %n $(id) `id` #{x} @{x}'],
  ['100 kB of letters', 'A'.repeat(100_000)],
  ['100 kB of what is escaped', '<&*"\\'.repeat(20_000)],
  ['100 kB of one letter with accents', `e${'\u0301'.repeat(50_000)}`],
  ['100 kB of faces', '👩‍👩‍👧‍👦'.repeat(4_000)],
  ['100 kB of other letters', 'ψ漢字'.repeat(15_000)],
  ['100 kB of lines', 'a\n'.repeat(50_000)],
]

export const hostilePage = (notification: Notification, text: string): Notification => ({
  ...{ ...notification, title: text, lines: [text, ...notification.lines, ...Array.from({ length: 100 }, () => text)] },
  ...(notification.severity !== undefined && { severity: text, reference: text }),
  ...(notification.suggestion && { suggestion: { title: text, why: text, url: 'javascript:here' } }),
})

/** What no message may carry to a screen: controls other than line ends, what turns direction, what is invisible, halves of characters. */
export const unprintable = (text: string): readonly string[] =>
  text.match(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu,
  ) ?? []
