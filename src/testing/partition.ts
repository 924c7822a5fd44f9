/** Who may talk to whom: by default everybody, during a partition only the members of one group. */
export class Partition {
  private groupOf: Map<number, number> | undefined

  /** Parts the nodes; one that no group names is alone. */
  cut (groups: readonly number[][]): void {
    this.groupOf = new Map(groups.flatMap((members, group) => members.map(index => [index, group])))
  }

  heal (): void {
    this.groupOf = undefined
  }

  allows (one: number, other: number): boolean {
    if (this.groupOf == null || one === other) { return true }
    const group = this.groupOf.get(one)
    return group != null && group === this.groupOf.get(other)
  }
}
