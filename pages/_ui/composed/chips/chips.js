// Draws the parts of a query and reports what was changed. Words only ever become text nodes, never markup.
function element(tag, className, text) {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text) node.textContent = text
  return node
}

function button(className, text, label, act) {
  const node = element("button", className, text)
  node.type = "button"
  node.title = label
  node.setAttribute("aria-label", label)
  node.onclick = act
  return node
}

function sign(chip, report) {
  const mark = chip.liked ? "+" : "−"
  if (!chip.turns) return element("span", "sign", mark)
  const label = chip.liked ? `More like ${chip.name}: press for less` : `Less like ${chip.name}: press for more`
  return button("sign", mark, label, () => report(chip.id, "turn", 0))
}

function picture(chip) {
  const img = document.createElement("img")
  img.alt = chip.alt
  img.src = chip.src
  return img
}

function weight(chip, report) {
  const field = element("input")
  field.type = "number"
  Object.assign(field, { min: 0, max: 1, step: 0.05, value: chip.weight.toFixed(2) })
  field.setAttribute("aria-label", `Weight of ${chip.name}`)
  field.onchange = () => {
    const value = Math.min(1, Math.max(0, Number.parseFloat(field.value)))
    if (Number.isFinite(value)) report(chip.id, "weigh", value)
    else field.value = chip.weight.toFixed(2)
  }
  return field
}

function drawn(chip, report) {
  const item = element("li", `colour-${chip.colour} ${chip.liked ? "liked" : "disliked"}`)
  const said = element("span", "said")
  said.append(element("span", "name", chip.name), element("span", "note", chip.note))
  said.title = `${chip.name}, ${chip.note}`
  item.append(sign(chip, report))
  if (chip.src) item.append(picture(chip))
  item.append(said)
  if (chip.weight !== null) item.append(weight(chip, report))
  item.append(button("remove", "×", `Remove ${chip.src ? "picture" : "words"} ${chip.name}`, () => report(chip.id, "remove", 0)))
  return item
}

// Where the keyboard was: the same part's same button or field gets it back after the parts are drawn anew.
// A part is known by its place, for its weight is in its id; after one was removed the page says where to go.
function focused(root) {
  const node = root.getRootNode().activeElement
  const items = [...root.querySelectorAll("li")]
  const place = items.findIndex((item) => item.contains(node))
  if (place < 0) return () => {}
  const inside = [...items[place].querySelectorAll("button, input")].indexOf(node)
  return (now) => now.length === items.length && now[place].querySelectorAll("button, input")[inside]?.focus()
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".chips")
  if (!root || !data) return
  root.report = (id, act, value) => setTriggerValue("changed", { id, act, value, at: performance.now() })
  const signature = JSON.stringify(data)
  if (root.signature === signature) return
  root.signature = signature
  const giveBack = focused(root)
  const list = element("ul")
  list.setAttribute("aria-label", "The recipe of this query")
  for (const chip of data.chips) {
    list.append(drawn(chip, (...told) => root.report(...told)))
  }
  root.replaceChildren(list)
  giveBack([...list.children])
}
