/** Matches a user's regular expression against a whole text in linear time; undefined where it is not a valid one. */
export type RegexMatcher = (pattern: string, text: string) => boolean | undefined
