import type { Call, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, unlisted, unsure } from '../risk-rule.ts'

const steers = unsure('makes git run a program that its options name')

/** Version control and forges. */
export const git: RiskTable = {
  git: {
    verdict: unlisted,
    valued:
      '-C -c --git-dir --work-tree --namespace --super-prefix --config-env -m -b --message -n --max-count --format --pretty --since --until --author -S -G',
    verbs: {
      'log|diff|show|status|blame|grep|ls-files|ls-remote|ls-tree|rev-parse|rev-list|describe|reflog|shortlog|cat-file|show-ref|name-rev':
        reads,
      'stash list|stash show|worktree list|bisect log|bisect view|count-objects|fsck|verify-commit|verify-tag|help':
        reads,
      'merge-base|for-each-ref|cherry|range-diff|diff-tree|check-ignore|var|version|whatchanged|submodule status|submodule summary|lfs ls-files|archive':
        reads,
      // What these only show is told in `judgeGit`.
      'branch|tag|remote|config|notes|symbolic-ref': reads,
      'add|commit|checkout|switch|restore|merge|rebase|cherry-pick|revert|mv|rm|init|clone|pull|fetch|am|apply|worktree|submodule|stash|lfs|gc|prune|repack|bisect':
        changes('changes the working copy or its history'),
      'update-ref|update-index': changes('changes the working copy or its history'),
      push: changes('changes the remote repository'),
      reset: changes('moves the branch'),
      clean: destroys('removes files that are not under version control'),
      'stash drop|stash clear|reflog expire|reflog delete|filter-branch|filter-repo': destroys('throws work away'),
    },
    options: [
      { option: '-c', value: /^(?!(?:color|user|advice|safe|column|i18n)\.|core\.(?:quotepath|abbrev)=)/i, ...steers },
      { option: '--exec-path --config-env', ...steers },
      { option: '--ext-diff --textconv --filters', ...steers },
      { option: '-O --open-files-in-pager', verb: 'grep', ...steers },
      { option: '--upload-pack --receive-pack --exec --upload-archive', ...steers },
      { option: '-o --output', verb: 'archive|diff|format-patch|log|show', ...changes('writes a file') },
      { option: '--lost-found', verb: 'fsck', ...changes('writes files') },
      { option: '--hard', verb: 'reset', ...destroys('throws away changes that are not committed') },
      {
        option: '-f --force --force-with-lease --mirror --delete -d --prune',
        verb: 'push',
        ...destroys('overwrites or removes what others have in the remote repository'),
      },
      { option: '-D', verb: 'branch', ...destroys('removes a branch that may not be merged') },
      {
        option:
          '-d --delete -m -M --move -c -C --copy -f --force --set-upstream-to -u --unset-upstream --edit-description --track',
        verb: 'branch|tag',
        ...changes('changes branches or tags'),
      },
      { option: '-a -s -f -m -F', verb: 'tag', ...changes('makes a tag') },
      { ...dryRun('-n --dry-run'), verb: 'clean|add|rm|prune' },
      { option: '-n --dry-run', verb: 'push', ...unsure('shows what it would do, and runs the hooks'), replaces: true },
      { ...dryRun('--dry-run'), verb: 'fetch|commit' },
    ],
    judge: judgeGit,
  },
  'gh|glab|hub': {
    verdict: unlisted,
    anyPosition: true,
    valued:
      '-R --repo -f -F --field --raw-field -X --method -H --header -q --jq -t --template -L --limit -s --state --json -l',
    verbs: {
      'run list|run view|workflow list|workflow view': reads,
      api: unsure('calls the interface of the forge'),
      'alias|extension|config': unsure('changes or runs what somebody set up'),
      'list|view|status|diff|checks|search|browse|show|watch': reads,
      'create|edit|merge|close|reopen|comment|review|checkout|clone|sync|fork|run|rerun|enable|disable|set|upload|download|ready|approve|cancel|trigger|login':
        changes('changes the forge'),
      'delete|remove|archive': destroys('removes things from the forge'),
    },
    options: [{ option: '-X --method', value: /^DELETE$/i, ...destroys('deletes on the server') }],
  },
  'svn|hg': {
    verdict: changes('changes the working copy'),
    verbs: { 'log|status|st|diff|info|cat|annotate|blame|list|ls|summary|heads': reads },
  },
}

/** Options with which `git branch name` and `git tag name` list instead of making one. */
const LISTS = /^(?:-l|--list|--contains|--no-contains|--merged|--no-merged|--show-current|--points-at)$/
/** Options with which `git config` sets nothing. */
const CONFIG_READS =
  /^(?:--get(?:-.*)?|--list|-l|--global|--local|--system|--worktree|--file|-f|--show-.*|--null|-z|--name-only|--type|--bool|--int|--path|--default|--includes|-C|-c|--git-dir|--blob)$/

function judgeGit({ operands, flags }: Call): Verdict | undefined {
  const [verb, second, third] = operands.map((word) => word.value)
  const has = (pattern: RegExp) => flags.some((flag) => pattern.test(flag.name))
  if (operands.some(({ value }) => /^(?:ext|fd)::/.test(value))) return steers
  switch (verb) {
    case 'branch':
    case 'tag':
      if (second === undefined || has(LISTS) || (verb === 'tag' && has(/^(?:-n|-v)$/))) return undefined
      return changes(`makes or changes a ${verb}`)
    case 'config':
      if (!flags.every(({ name }) => CONFIG_READS.test(name))) return changes('changes the settings')
      if (second === 'get' || second === 'list' || third === undefined)
        return /^(?:edit|unset|set|remove-section|rename-section)$/.test(second ?? '')
          ? changes('changes the settings')
          : undefined
      return has(/^--get/) ? undefined : changes('changes the settings')
    case 'remote':
      return second === undefined || /^(?:show|get-url)$/.test(second) ? undefined : changes('changes the remotes')
    case 'notes':
      return second === undefined || /^(?:list|show)$/.test(second) ? undefined : changes('changes the notes')
    case 'symbolic-ref':
      return third === undefined && !has(/^(?:-d|--delete)$/) ? undefined : changes('moves a reference')
    case 'push':
      return operands.slice(2).some((word) => /^[+:]./.test(word.value))
        ? destroys('overwrites or removes a remote branch')
        : undefined
    default:
      return undefined
  }
}
