// Draws counts as bars that are buttons, and reports what was pressed. Words only ever become text nodes.
const SVG = "http://www.w3.org/2000/svg"
const NARROW = "(max-width: 640px)"

function element(tag, className, text) {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text) node.textContent = text
  return node
}

function chevron() {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  const stroke = document.createElementNS(SVG, "path")
  stroke.setAttribute("d", "M9 6l6 6-6 6")
  stroke.setAttribute("fill", "none")
  stroke.setAttribute("stroke", "currentColor")
  stroke.setAttribute("stroke-width", "1.8")
  stroke.setAttribute("stroke-linecap", "round")
  stroke.setAttribute("stroke-linejoin", "round")
  svg.append(stroke)
  return svg
}

function bar(row, most, press) {
  const button = element("button", `row${row.value ? "" : " missing"}${row.n ? "" : " none"}`)
  button.type = "button"
  button.dataset.name = `${row.attribute}:${row.value}`
  button.setAttribute("aria-pressed", String(row.pressed))
  button.setAttribute("aria-label", `${row.attribute}: ${row.label}, ${row.count}`)
  const top = element("span", "top")
  top.append(element("span", "label", row.label), element("span", "n", row.count.split(" ")[0]))
  const track = element("span", "bar")
  const fill = element("span")
  fill.style.width = `${most ? (100 * row.n) / most : 0}%`
  track.append(fill)
  button.append(top, track)
  button.onclick = () => press(row.attribute, row.value)
  return button
}

function folded(root, row, children) {
  const name = `${row.attribute}:${row.value}`
  const fold = element("button", "fold")
  fold.type = "button"
  fold.append(chevron())
  const set = (open) => {
    fold.setAttribute("aria-expanded", String(open))
    fold.setAttribute("aria-label", `${open ? "Hide" : "Show"} the kinds of ${row.label}`)
    children.hidden = !open
  }
  set(root.open.get(name) ?? (row.pressed || row.rows.some((child) => child.pressed)))
  fold.onclick = () => {
    root.open.set(name, children.hidden)
    set(children.hidden)
  }
  return fold
}

function list(root, rows, most, press) {
  const ul = document.createElement("ul")
  for (const row of rows) {
    const li = document.createElement("li")
    const line = element("div", "line")
    li.append(line)
    if (row.rows.length) {
      const children = list(root, row.rows, most, press)
      line.append(folded(root, row, children))
      li.append(children)
    }
    line.append(bar(row, most, press))
    ul.append(li)
  }
  return ul
}

function facet(root, data, press) {
  const section = element("section")
  section.setAttribute("aria-label", data.title)
  section.append(element("h3", "", data.title))
  const most = Math.max(...data.rows.map((row) => row.n))
  const all = list(root, data.rows, most, press)
  section.append(all)
  const rest = [...all.children].filter((_, place) => place >= data.first && !data.rows[place].pressed && data.rows[place].value)
  if (rest.length < 2) return section
  const more = element("button", "more")
  more.type = "button"
  const set = (open) => {
    more.textContent = open ? "Show fewer" : `Show all ${data.rows.length}`
    more.setAttribute("aria-expanded", String(open))
    for (const li of rest) li.hidden = !open
  }
  set(root.open.get(data.title) ?? false)
  more.onclick = () => {
    root.open.set(data.title, more.getAttribute("aria-expanded") !== "true")
    set(root.open.get(data.title))
  }
  section.append(more)
  return section
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".facets")
  if (!root || !data) return
  root.press = (attribute, value) => setTriggerValue("picked", { attribute, value, at: performance.now() })
  const signature = JSON.stringify(data)
  if (root.signature === signature) return // a rerun with the same counts keeps focus and scroll as they are
  root.signature = signature
  root.open ??= new Map()
  const focused = root.getRootNode().activeElement?.dataset?.name

  const details = document.createElement("details")
  const wide = !matchMedia(NARROW).matches
  details.className = wide ? "wide" : ""
  details.open = wide || (root.querySelector("details")?.open ?? false)
  const all = element("div", "all")
  for (const each of data.facets) all.append(facet(root, each, (attribute, value) => root.press(attribute, value)))
  details.append(element("summary", "", data.label), all)
  root.replaceChildren(details)
  if (focused) [...root.querySelectorAll(".row")].find((row) => row.dataset.name === focused)?.focus()
}
