import type { RiskTable } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, unlisted } from '../risk-rule.ts'

/** Version control and forges. */
export const git: RiskTable = {
  git: {
    verdict: unlisted,
    valued:
      '-C -c --git-dir --work-tree --namespace -m -b --message -n --max-count --format --pretty --since --until --author',
    verbs: {
      'log|diff|show|status|blame|grep|ls-files|ls-remote|ls-tree|rev-parse|rev-list|describe|reflog|shortlog|cat-file|show-ref|name-rev':
        reads,
      'stash list|stash show|remote -v|remote show|config --get|config --list|config -l|worktree list|bisect log|count-objects|fsck|verify-commit|help':
        reads,
      'symbolic-ref|merge-base|for-each-ref|cherry|range-diff|diff-tree|check-ignore|var|version|whatchanged|submodule status|lfs ls-files|archive':
        reads,
      'branch|tag|remote|config|notes|bisect': reads,
      'add|commit|checkout|switch|restore|merge|rebase|cherry-pick|revert|mv|rm|init|clone|pull|fetch|am|apply|worktree|submodule|stash|lfs|gc|prune|repack':
        changes('changes the working copy or its history'),
      'notes add|notes append|notes edit|notes remove|bisect run|bisect reset|bisect skip|remote prune|remote set-head|remote add|remote remove|remote set-url|remote rename|remote update|config set|bisect start|bisect good|bisect bad|update-ref|update-index':
        changes('changes the settings of the working copy'),
      push: changes('changes the remote repository'),
      reset: changes('moves the branch'),
      clean: destroys('removes files that are not under version control'),
      'stash drop|stash clear|reflog expire|filter-branch|filter-repo': destroys('throws work away'),
    },
    options: [
      { option: '-o --output', verb: 'archive|diff|format-patch', ...changes('writes a file') },
      { option: '--hard', verb: 'reset', ...destroys('throws away changes that are not committed') },
      {
        option: '-f --force --force-with-lease --mirror --delete -d --prune',
        verb: 'push',
        ...destroys('overwrites or removes what others have in the remote repository'),
      },
      { option: '-D', verb: 'branch', ...destroys('removes a branch that may not be merged') },
      {
        option: '-d --delete -m -M --move --set-upstream-to -u',
        verb: 'branch|tag',
        ...changes('changes branches or tags'),
      },
      { option: '-a -s -f', verb: 'tag', ...changes('makes a tag') },
      { option: '--unset --add --replace-all --edit', verb: 'config', ...changes('changes the settings') },
      { ...dryRun('-n --dry-run'), verb: 'clean|push|add|rm|fetch|prune' },
    ],
    judge: ({ operands, flags }) => {
      const [verb, second, third] = operands.map((word) => word.value)
      const lists = flags.some((flag) =>
        /^(?:-l|--list|-a|--all|-r|-v|-vv|--contains|--merged|--no-merged|--show-current|--points-at|--sort|-n)$/.test(
          flag.name,
        ),
      )
      if ((verb === 'branch' || verb === 'tag') && second !== undefined && !lists)
        return changes(`makes or changes a ${verb}`)
      if (verb === 'config' && third !== undefined && second !== 'get') return changes('changes the settings')
      if (verb === 'push' && operands.slice(2).some((word) => /^[+:]./.test(word.value))) {
        return destroys('overwrites or removes a remote branch')
      }
      return undefined
    },
  },
  'gh|glab|hub': {
    verdict: unlisted,
    anyPosition: true,
    verbs: {
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
