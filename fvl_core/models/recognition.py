"""Which of the field's systems a set of tensors belongs to, told from their names and shapes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fvl_core.models.geometry import Geometry, infer_geometry, matching_architectures
from fvl_core.models.recognised_systems import combiner, fashionvil, hugging_face, phi
from fvl_core.models.report import CheckpointReport, amount, call, count_parameters, unknown_report
from fvl_core.models.state_dicts import Outline

_QUICK = "-quickgelu"


def recognise(path: Path, content: Outline) -> CheckpointReport:
    """Report what a file of tensors is; one that belongs to nothing known is described as such."""
    for look in _LOOKS:
        try:
            report = look(path, content)
        except (KeyError, IndexError):  # names of a network known here, over tensors that it does not have
            continue
        if report is not None:
            return report
    where = f" under {content.wrapper!r}" if content.wrapper else ""
    n = len(content.sketches)
    tensors = "1 tensor" if n == 1 else f"{n} tensors"
    belong = "belongs" if n == 1 else "belong"
    return unknown_report(path, f"{tensors}{where} that {belong} to no network known here.", content.sketches)


def _clip(path: Path, content: Outline) -> CheckpointReport | None:
    geometry = infer_geometry(content.sketches)
    if geometry is None:
        return None
    names = matching_architectures(geometry)
    if not names:
        told = f"A CLIP ({geometry}) of sizes that no architecture of open_clip has."
        return _clip_report(path, content, geometry, ("", "", ""), told)
    plain, quick = names[0], f"{names[0]}{_QUICK}"
    if content.kind == "torchscript" and quick in names:
        told = f"A TorchScript program of CLIP {plain}, as OpenAI publishes it; only its weights are read."
        warning = (
            f'OpenAI trained with QuickGELU. For a program of another origin, say family="open_clip:{plain}".'
        )
        return _clip_report(path, content, geometry, ("open_clip", quick, quick), told, warning)
    if content.wrapper == "CLIP" and plain == "ViT-B-32":
        told = "A CLIP ViT-B-32 under the key 'CLIP', as OpenFashionCLIP is published."
        warning = 'CLIP4Cir saves a tuned ViT-B/32 alike: for that, say family="clip4cir".'
        return _clip_report(path, content, geometry, ("openfashionclip", plain, ""), told, warning)
    if content.wrapper == "CLIP" and quick in names:
        told = f"A CLIP {plain} under the key 'CLIP', as CLIP4Cir saves the one it has tuned."
        warning = (
            "The file does not say how pictures were padded; TargetPad 1.25 is CLIP4Cir's default. Else "
            'write pad = "square" or "none" below [preprocessing] into a TOML file beside it.'
        )
        return _clip_report(path, content, geometry, ("clip4cir", quick, ""), told, warning)
    told = f"A CLIP with the sizes of open_clip's {plain}{_trainer(content)}."
    warning = ""
    if quick in names:
        warning = (
            f"The file cannot tell GELU from QuickGELU, with which OpenAI's and FashionKLIP's are trained: "
            f'for that, say family="open_clip:{quick}", or family="fashionklip".'
        )
    return _clip_report(path, content, geometry, ("open_clip", plain, ""), told, warning)


def _clip_report(
    path: Path,
    content: Outline,
    geometry: Geometry,
    found: tuple[str, str, str],
    told: str,
    warning: str = "",
) -> CheckpointReport:
    family, architecture, said = found
    spoken = f"{family}:{said}" if said else family
    warnings = [warning] if warning else []
    if content.n_left_out:
        warnings.append(f"Tensors outside {content.prefix!r} are left aside: {content.n_left_out}.")
    return CheckpointReport(
        path=path,
        family=family,
        architecture=architecture,
        dim=geometry.dim,
        n_parameters=count_parameters(content.sketches),
        present=("image tower", "text tower"),
        missing=() if family else ("an architecture that open_clip knows",),
        loader=call(path, spoken) if family else "",
        sentence=f"{told} {amount(content.sketches, geometry.dim)}.",
        warnings=tuple(warnings),
        weights=path,
        image_size=geometry.image_size,
        context_length=geometry.context_length,
    )


def _trainer(content: Outline) -> str:
    if any("lightning" in key for key in content.others):
        return ", saved by Lightning"
    if content.wrapper == "state_dict" and {"epoch", "name"} <= set(content.others):
        return ", saved by open_clip's or FashionKLIP's trainer"
    return ""


_LOOKS: tuple[Callable[[Path, Outline], CheckpointReport | None], ...] = (
    _clip,
    combiner,
    phi,
    fashionvil,
    hugging_face,
)
