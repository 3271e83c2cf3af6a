//! Connected components of a mask.

/// Pixel connectivity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbours {
    /// The four edge neighbours.
    Four,
    /// All pixels within this Chebyshev distance: 1 is the usual 8-connectivity.
    Square(usize),
}

/// Connected components of an image of size `(width, height)`. Each is a list of pixel indices (row-major) in
/// the order in which they are reached, seed first. A component grows from its seed to every neighbour for
/// which `joins(from, to)` is true; a seed already reached from another one starts no component.
pub fn components(
    size: (usize, usize),
    neighbours: Neighbours,
    seeds: impl IntoIterator<Item = usize>,
    joins: impl Fn(usize, usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut seen = vec![false; size.0 * size.1];
    let mut found = Vec::new();
    for seed in seeds {
        if seen[seed] {
            continue;
        }
        seen[seed] = true;
        let (mut component, mut next) = (vec![seed], 0);
        while let Some(&pixel) = component.get(next) {
            next += 1;
            neighbours.each(pixel, size, |neighbour| {
                if !seen[neighbour] && joins(pixel, neighbour) {
                    seen[neighbour] = true;
                    component.push(neighbour);
                }
            });
        }
        found.push(component);
    }
    found
}

impl Neighbours {
    /// Visits each neighbour of a pixel inside the image.
    fn each(self, pixel: usize, (width, height): (usize, usize), mut visit: impl FnMut(usize)) {
        let (x, y) = (pixel % width, pixel / width);
        match self {
            Neighbours::Four => {
                let beside = [
                    (x > 0, pixel.wrapping_sub(1)),
                    (x + 1 < width, pixel + 1),
                    (y > 0, pixel.wrapping_sub(width)),
                    (y + 1 < height, pixel + width),
                ];
                beside.into_iter().filter(|(is_inside, _)| *is_inside).for_each(|(_, n)| visit(n));
            }
            Neighbours::Square(reach) => {
                let columns = x.saturating_sub(reach)..(x + reach + 1).min(width);
                for y in y.saturating_sub(reach)..(y + reach + 1).min(height) {
                    columns.clone().map(|x| y * width + x).filter(|&n| n != pixel).for_each(&mut visit);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference implementation: labels spread between neighbours until nothing changes.
    fn flood_fill(size: (usize, usize), neighbours: Neighbours, mask: &[bool]) -> Vec<usize> {
        let mut labels: Vec<usize> = (0..mask.len()).collect();
        loop {
            let before = labels.clone();
            for pixel in (0..mask.len()).filter(|&pixel| mask[pixel]) {
                let mut least = labels[pixel];
                neighbours.each(pixel, size, |n| least = if mask[n] { least.min(labels[n]) } else { least });
                labels[pixel] = least;
            }
            if labels == before {
                return labels;
            }
        }
    }

    #[test]
    fn components_are_those_of_a_naive_flood_fill() {
        let (width, height) = (23, 17);
        for (seed, neighbours) in (0..20).flat_map(|seed| {
            [Neighbours::Four, Neighbours::Square(1), Neighbours::Square(2)]
                .map(|neighbours| (seed, neighbours))
        }) {
            let mut random = fastrand::Rng::with_seed(seed);
            let mask: Vec<bool> = (0..width * height).map(|_| random.f64() < 0.4).collect();
            let labels = flood_fill((width, height), neighbours, &mask);
            let seeds = (0..mask.len()).filter(|&pixel| mask[pixel]);
            let found = components((width, height), neighbours, seeds, |_, pixel| mask[pixel]);
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
        assert_eq!(components((3, 2), Neighbours::Four, [2, 3], |_, pixel| mask[pixel]), [vec![2], vec![3]]);
    }
}
