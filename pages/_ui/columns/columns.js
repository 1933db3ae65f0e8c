// Draws rankings side by side and joins what is the same. Words only ever become text nodes, never markup.
const SVG = "http://www.w3.org/2000/svg"

function element(tag, className, text) {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text) node.textContent = text
  return node
}

function picture(cell, frame) {
  const box = element("span", cell.aspect > frame ? "frame wide" : "frame tall")
  if (!cell.src) return box
  const img = document.createElement("img")
  img.loading = "lazy"
  img.decoding = "async"
  img.alt = ""
  img.style.aspectRatio = cell.aspect
  img.src = cell.src
  img.onerror = () => img.remove()
  box.append(img)
  return box
}

function note(entry) {
  const node = element("span", `note ${entry.kind}`)
  const dot = element("i", `dot colour-${entry.colour}`)
  node.append(dot, element("span", "", entry.words))
  return node
}

function words(cell) {
  const box = element("span", "words")
  const notes = element("span", "notes")
  notes.append(...cell.notes.map(note))
  box.append(element("span", "title", cell.title), element("span", "score", cell.score), notes)
  return box
}

function button(cell, frame) {
  const node = element("button", "cell")
  node.type = "button"
  node.dataset.item = cell.id
  node.setAttribute("aria-label", cell.alt)
  node.append(element("span", "rank", String(cell.rank)), picture(cell, frame), words(cell))
  return node
}

function light(root, id) {
  root.classList.toggle("some-lit", id !== null)
  for (const node of root.querySelectorAll("[data-item]")) node.classList.toggle("lit", node.dataset.item === id)
}

// One line per garment and pair of neighbouring columns, from edge to edge at the height of its two ranks.
function join(root) {
  const svg = root.querySelector("svg")
  if (!svg) return
  const origin = svg.getBoundingClientRect()
  const lists = [...root.querySelectorAll("ol")]
  const lines = []
  for (let place = 0; place + 1 < lists.length; place += 1) {
    const right = new Map([...lists[place + 1].querySelectorAll(".cell")].map((node) => [node.dataset.item, node]))
    for (const here of lists[place].querySelectorAll(".cell")) {
      const there = right.get(here.dataset.item)
      if (!there) continue
      const a = here.getBoundingClientRect()
      const b = there.getBoundingClientRect()
      const [x1, y1] = [a.right - origin.left, (a.top + a.bottom) / 2 - origin.top]
      const [x2, y2] = [b.left - origin.left, (b.top + b.bottom) / 2 - origin.top]
      const middle = (x1 + x2) / 2
      const line = document.createElementNS(SVG, "path")
      line.setAttribute("d", `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`)
      line.dataset.item = here.dataset.item
      lines.push(line)
    }
  }
  svg.replaceChildren(...lines)
}

function moveFocus(event, root) {
  const step = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[event.key]
  if (!step) return
  const lists = [...root.querySelectorAll("ol")].map((list) => [...list.querySelectorAll(".cell")])
  const column = lists.findIndex((cells) => cells.includes(event.currentTarget))
  const row = lists[column].indexOf(event.currentTarget)
  const next = lists[column + step[0]]?.[row + step[1]]
  if (!next) return
  event.preventDefault()
  next.focus()
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".columns")
  if (!root || !data) return
  root.press = (id) => setTriggerValue("picked", { id, at: performance.now() })
  const signature = JSON.stringify(data)
  if (root.signature === signature) return // a rerun with the same ranking keeps focus and scroll as they are
  root.signature = signature
  root.dataset.count = data.columns.length
  root.style.setProperty("--frame", data.frame)

  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("aria-hidden", "true")
  const drawn = data.columns.map((column) => {
    const section = element("section", `colour-${column.colour}`)
    const list = element("ol")
    list.setAttribute("aria-label", `Ranked by ${column.name}`)
    for (const cell of column.cells) {
      const node = button(cell, data.frame)
      node.onclick = () => root.press(cell.id)
      node.onkeydown = (event) => moveFocus(event, root)
      node.onpointerenter = () => light(root, cell.id)
      node.onpointerleave = () => light(root, null)
      node.onfocus = () => light(root, cell.id)
      node.onblur = () => light(root, null)
      const item = element("li")
      item.append(node)
      list.append(item)
    }
    section.append(element("h3", "", column.name), list)
    return section
  })
  root.replaceChildren(svg, ...drawn)
  root.watcher?.disconnect()
  root.watcher = new ResizeObserver(() => {
    const share = root.clientWidth / data.columns.length
    root.classList.toggle("narrow", share < 240)
    root.classList.toggle("tiny", share < 120)
    join(root)
  })
  root.watcher.observe(root)
  return () => root.watcher?.disconnect()
}
