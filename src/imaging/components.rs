//! Connected components of a mask.

/// Connected components (four neighbours) of the pixels that belong to a mask of this `width`, each a list of pixel
/// numbers in row-major order of discovery. `seeds` are pixels to grow from; a component that holds several is found once.
/// A seed belongs to its component even if `belongs` denies it.
pub fn components(
    (width, height): (usize, usize),
    seeds: impl IntoIterator<Item = usize>,
    belongs: impl Fn(usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut seen = vec![false; width * height];
    let mut found = Vec::new();
    for seed in seeds {
        if seen[seed] {
            continue;
        }
        seen[seed] = true;
        let (mut component, mut next) = (vec![seed], 0);
        while let Some(&pixel) = component.get(next) {
            next += 1;
            for neighbour in neighbours(pixel, width, height) {
                if !seen[neighbour] && belongs(neighbour) {
                    seen[neighbour] = true;
                    component.push(neighbour);
                }
            }
        }
        found.push(component);
    }
    found
}

/// The up to four pixels beside a pixel: left, right, above, below.
fn neighbours(pixel: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (pixel % width, pixel / width);
    [
        (x > 0).then(|| pixel - 1),
        (x + 1 < width).then(|| pixel + 1),
        (y > 0).then(|| pixel - width),
        (y + 1 < height).then(|| pixel + width),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels spread from neighbour to neighbour until nothing changes: slow, and plainly right.
    fn flood_fill((width, height): (usize, usize), mask: &[bool]) -> Vec<usize> {
        let mut labels: Vec<usize> = (0..mask.len()).collect();
        loop {
            let before = labels.clone();
            for pixel in (0..mask.len()).filter(|&pixel| mask[pixel]) {
                for beside in neighbours(pixel, width, height).filter(|&beside| mask[beside]) {
                    labels[pixel] = labels[pixel].min(labels[beside]);
                }
            }
            if labels == before {
                return labels;
            }
        }
    }

    #[test]
    fn components_are_those_of_a_naive_flood_fill() {
        let (width, height) = (23, 17);
        for seed in 0..40 {
            let mut random = fastrand::Rng::with_seed(seed);
            let mask: Vec<bool> = (0..width * height).map(|_| random.f64() < 0.55).collect();
            let labels = flood_fill((width, height), &mask);
            let seeds = (0..mask.len()).filter(|&pixel| mask[pixel]);
            let found = components((width, height), seeds, |pixel| mask[pixel]);
            let inked = mask.iter().filter(|&&inked| inked).count();
            assert_eq!(found.iter().map(Vec::len).sum::<usize>(), inked, "each pixel is in one component");
            for component in found {
                let label = labels[component[0]];
                assert!(component.iter().all(|&pixel| labels[pixel] == label));
                let whole = (0..mask.len()).filter(|&pixel| mask[pixel] && labels[pixel] == label).count();
                assert_eq!(component.len(), whole);
            }
        }
    }

    #[test]
    fn rows_do_not_run_on_round_the_edge() {
        let mask = [false, false, true, true, false, false];
        assert_eq!(components((3, 2), [2, 3], |pixel| mask[pixel]), [vec![2], vec![3]]);
    }
}
