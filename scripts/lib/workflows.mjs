/**
 * What is wrong with the `uses:` of a GitHub workflow: each names a commit, which nobody can move, and the version that
 * this commit is, for people and for Dependabot.
 */
export function unpinnedActions(text) {
  return text.split('\n').flatMap((line, index) => {
    const used = /^[^#]*\buses:\s*(\S+)(.*)$/.exec(line);
    // An action of this repository has the version of the commit that is checked out.
    if (used === null || /^["']?\.\//.test(used[1])) return [];
    const isPinned = /^[^@\s]+@[0-9a-f]{40}$/.test(used[1]) && /^\s+# v\d+(\.\d+)*$/.test(used[2]);
    return isPinned ? [] : [{ line: index + 1, action: used[1] }];
  });
}
