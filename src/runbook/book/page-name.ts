/** Which names belong to pages, and which folders hold nothing that a team wrote. */

const PAGE = /\.(?:md|markdown|mdx|md\.erb)$/i
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules'])

/** True for the names that a folder walk takes for pages; a file that the user names outright is read in any case. */
export const isPageName = (name: string): boolean => PAGE.test(name)

/** True for folders that no walk enters: version control and installed packages. */
export const isForeignFolder = (name: string): boolean => FOREIGN_FOLDERS.has(name)
