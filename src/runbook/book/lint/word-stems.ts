import { remember } from '../shell/remember.ts'

/** Words that carry no subject of their own. */
const STOP = new Set(
  (
    'a an the and or of for to in on with without by from at as is are be how what when where who why use using via your ' +
    'our its all any other common general basic new into per etc eg ie vs not no if this that'
  ).split(' '),
)

/** The words of a text that say what it is about, as stems in order; what stands in parentheses is left out. */
export function stemsOf(text: string): string[] {
  const words = text.replace(/\([^()]*\)/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? []
  return words.flatMap((word) => {
    const lower = word.toLowerCase()
    return lower.length < 2 || STOP.has(lower) ? [] : [stem(lower)]
  })
}

const ENDINGS = 'ations ation ements ement ments ment ings ing ities ity ures ure ions ion ers er ed al ly'.split(' ')

/** Cuts the endings of English that do not change the subject: `retention` and `retain` still differ. */
export const stem: (word: string) => string = remember((word) => cutEnding(word))

function cutEnding(word: string): string {
  const single = word.replace(/ies$/, 'y').replace(/(?<=s|x|z|ch|sh)es$|(?<=[^su])s$/, '')
  const ending = ENDINGS.find((each) => single.length - each.length >= 4 && single.endsWith(each))
  const base = ending === undefined ? single : single.slice(0, -ending.length)
  return base.length > 4 ? base.replace(/(?:e|(?<=(.))\1)$/, '') : base
}
