/** Does a piece of work for each item, so many at a time, begun in the order of the items; the answers come in that order. */
export async function inLanes <Item, Answer> (items: readonly Item[], lanes: number, work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  const open = [...items.entries()]
  const run = async (): Promise<void> => {
    for (let next = open.shift(); next != null; next = open.shift()) {
      answers[next[0]] = await work(next[1])
    }
  }

  await Promise.all(Array.from({ length: lanes }, run))

  return answers
}
